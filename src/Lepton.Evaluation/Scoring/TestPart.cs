using Lepton.Core.Diagnostics;
using Lepton.Data;
using Lepton.Data.DuckDb;
using Lepton.Data.Table;
using Lepton.Graph;
using Lepton.Specs.Datasets;
using Lepton.Specs.Models;
using Lepton.Specs.Schema;
using Lepton.Store;

namespace Lepton.Evaluation.Scoring;

/// <summary>The rows that models are judged on.</summary>
internal sealed class TestPart
{
    private readonly ModelSpec model;
    private readonly StepContext context;
    private readonly StepResult data;
    private readonly TableReader reader;
    private IReadOnlyList<bool[]>? slices;

    /// <param name="data">The result of the dataset's step.</param>
    /// <param name="part">The part that is looked at; what is judged while hyperparameters are chosen is the validation part.</param>
    public TestPart(ModelSpec model, StepContext context, StepResult data, DuckLibrary library, string part = "test")
    {
        (this.model, this.context, this.data) = (model, context, data);
        Columns = [.. data.Facts["columns"]!.AsArray().Select(c => Column.FromJson(c!))];
        reader = new TableReader(library, context.Work.Path);
        Parquet = context.Store.Blobs.Require(data.Output(part).Blob);
    }

    public IReadOnlyList<Column> Columns { get; }

    /// <summary>Path of the rows.</summary>
    public string Parquet { get; }

    private bool IsRanking => model.Task == TaskKind.Recommendation;

    /// <summary>What a model and its metrics read of the rows.</summary>
    /// <exception cref="DiagnosticException">A row has no target.</exception>
    public DataTable Read(IEnumerable<string> inputs, CancellationToken cancellation) => Read(inputs, Parquet, Columns, cancellation);

    /// <summary>Index of each row's group, or null where rows stand alone.</summary>
    public int[]? Groups(DataTable table) =>
        Columns.FirstOrDefault(c => c.Role == ColumnRole.Group) is { } group && !IsRanking && table.Columns.Any(c => c.Column.Name == group.Name) ? Groups(table[group.Name]) : null;

    /// <summary>For each slice of the spec, which rows are in it.</summary>
    /// <exception cref="DiagnosticException">A condition cannot be run.</exception>
    public IReadOnlyList<bool[]> Slices(CancellationToken cancellation)
    {
        var specs = model.Evaluation.Slices;
        return slices ??= reader.Where(Parquet, [.. specs.Select(s => s.Where)], (i, reason) => EvaluationDiagnostics.BadSlice(model.At("evaluation", "slices", i, "where"), specs[i].Name, reason), cancellation);
    }

    /// <summary>Who asks for recommendations and for what.</summary>
    public RankingRows Ranking(DataTable table, IReadOnlyList<string> items, CancellationToken cancellation)
    {
        var (user, item) = Recommendations.ColumnsOf(Columns);
        var training = reader.Read(context.Store.Blobs.Require(data.Output("train").Blob), [user, item], cancellation);
        return new RankingRows(model, table, table[user.Name], table[item.Name], training[user.Name], training[item.Name], items);
    }

    /// <summary>The rows with a model's answers.</summary>
    public ScoredRows Score(LoadedModel loaded, CancellationToken cancellation) => Score(loaded, Parquet, Columns, cancellation);

    /// <summary>The same with the rows as another dataset has them.</summary>
    public ScoredRows Score(LoadedModel loaded, string parquet, IReadOnlyList<Column> columns, CancellationToken cancellation)
    {
        var table = Read(loaded.InputNames, parquet, columns, cancellation);
        Answers answers = IsRanking
            ? Ranking(table, loaded.Classes, cancellation).Rank(rows => loaded.ItemScores(table.Pick(rows), cancellation))
            : loaded.Predict(table, cancellation);
        return new ScoredRows(table, answers, Groups(table));
    }

    /// <summary>Name of the column with a role, or null.</summary>
    /// <param name="data">The result of a dataset's step.</param>
    public static string? ColumnOf(StepResult data, ColumnRole role) =>
        (string?)data.Facts["columns"]!.AsArray().FirstOrDefault(c => (string?)c!["role"] == Words.Of(role))?["name"];

    /// <summary>Equal keys get equal numbers, from 0 on.</summary>
    public static int[] Number<T>(IEnumerable<T> keys)
    {
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. keys.Select(k =>
        {
            var text = k?.ToString() ?? string.Empty;
            if (!known.TryGetValue(text, out var index))
            {
                known[text] = index = known.Count;
            }

            return index;
        })];
    }

    private DataTable Read(IEnumerable<string> inputs, string parquet, IReadOnlyList<Column> columns, CancellationToken cancellation)
    {
        var wanted = inputs.Append(model.Target).ToHashSet();
        var table = reader.Read(parquet, [.. columns.Where(c => wanted.Contains(c.Name) || c.Role == ColumnRole.Group || (IsRanking && c.Role == ColumnRole.Item))], cancellation);
        if (model.Task != TaskKind.MaskedLanguageModeling)
        {
            RequireTargets(table[model.Target]);
        }

        return table;
    }

    private void RequireTargets(ColumnData target)
    {
        var nulls = Enumerable.Range(0, target.Count).Count(target.IsNull);
        if (nulls > 0)
        {
            throw new DiagnosticException(EvaluationDiagnostics.UndefinedMetric(model.At("target"), "every metric", $"{nulls} test rows have no target"));
        }
    }

    private static int[] Groups(ColumnData column) => Number(Enumerable.Range(0, column.Count).Select(column.Text));
}
