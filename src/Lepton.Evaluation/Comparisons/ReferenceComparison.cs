using System.Text.Json.Nodes;
using Lepton.Data;
using Lepton.Data.Content;
using Lepton.Data.DuckDb;
using Lepton.Evaluation.Estimates;
using Lepton.Evaluation.Scoring;
using Lepton.Graph;
using Lepton.Runtime;
using Lepton.Specs.Datasets;
using Lepton.Specs.Models;

namespace Lepton.Evaluation.Comparisons;

/// <summary>Scores one reference on the candidate's test rows, and compares.</summary>
internal sealed class ReferenceComparison(ModelSpec model, StepContext context, OnnxRuntime runtime, DuckLibrary library, TestPart part, Reference reference)
{
    /// <param name="own">The candidate's answers to all test rows.</param>
    public Comparison Run(ScoredRows own, IReadOnlyList<string> metrics, CancellationToken cancellation)
    {
        if (reference.Rows is null)
        {
            return Comparison.Without(reference, false, own.Count, obstacle: "nobody knows which rows it was trained on");
        }

        if (!context.Store.Blobs.Contains(reference.Artifact!.Value) || !context.Store.Blobs.Contains(reference.Rows.Value))
        {
            throw new Core.Diagnostics.DiagnosticException(EvaluationDiagnostics.NoReference(model.Name, reference.Name, reference.Origin, reference.Artifact.Value.ToString()));
        }

        var (rows, found, columns, failure) = reference.View is null ? (part.Parquet, null, part.Columns, null) : View(reference.View, cancellation);
        if (rows is null)
        {
            return Comparison.Without(reference, false, own.Count, obstacle: failure);
        }

        // Rows are told by the digests of these columns in this order: with others none would be known again.
        if (!columns.Select(Reference.Describe).SequenceEqual(reference.Columns))
        {
            return Comparison.Without(reference, false, own.Count, obstacle: "its dataset had other columns, so the rows that it was trained on cannot be told");
        }

        var seen = SeenRows.Find(library, rows, columns, context.Store.Blobs.Require(reference.Rows.Value), context.Work.File($"seen-{reference.Artifact.Value.Hex[..12]}.rows"), cancellation);
        using var loaded = new LoadedModel(runtime, context.Store.Blobs.Require(reference.Artifact.Value));
        if (loaded.Task != model.Task || loaded.Target != model.Target)
        {
            return Comparison.Without(reference, false, own.Count, obstacle: $"it answers another question: {Specs.Schema.Words.Of(loaded.Task)} of '{loaded.Target}'");
        }

        if (loaded.InputNames.Append(model.Target).FirstOrDefault(i => !columns.Any(c => c.Name == i)) is { } lacking)
        {
            return Comparison.Without(reference, false, own.Count, obstacle: $"it needs a column '{lacking}' that its dataset no longer gives");
        }

        var other = part.Score(loaded, rows, columns, cancellation);
        other.Table.Release();

        // Rows of the candidate's part that the other has too, and has not seen; then the same rows of the other.
        var masks = Masks(own.Count, found, seen);
        var (mine, others) = Share(own.Answers.Where(masks.Own), other.Answers.Where(masks.Other));
        if (Difference(mine, others) is { } difference)
        {
            return Comparison.Without(reference, false, own.Count, obstacle: difference);
        }

        var groups = own.Groups is null ? null : TestPart.Number(own.Groups.Where((_, r) => masks.Own[r]));
        var slices = new Dictionary<string, PairedDifferences>(StringComparer.Ordinal);
        var conditions = part.Slices(cancellation);
        for (var s = 0; s < conditions.Count; s++)
        {
            var within = conditions[s].Where((_, r) => masks.Own[r]).ToArray();
            if (Array.Exists(within, w => w))
            {
                slices[model.Evaluation.Slices[s].Name] = Compare(mine.Where(within), others.Where(within), groups is null ? null : TestPart.Number(groups.Where((_, r) => within[r])), metrics, cancellation);
            }
        }

        var matched = found?.Count(f => f) ?? own.Count;
        return new Comparison(reference, false, own.Count, own.Count - matched, seen.Count(s => s), null, masks.Own.Contains(true) ? Compare(mine, others, groups, metrics, cancellation) : PairedDifferences.None, slices, Draw(mine, others));
    }

    private static JsonObject? Draw(Answers mine, Answers others) =>
        mine.Count > 0 && Curves.Of(mine) is { Count: > 0 } own ? new JsonObject { ["candidate"] = own, ["reference"] = Curves.Of(others) } : null;

    private PairedDifferences Compare(Answers mine, Answers others, int[]? groups, IReadOnlyList<string> metrics, CancellationToken cancellation) =>
        PairedDifferences.Of(model, new PairedEstimator(model, mine, others, groups), metrics, cancellation);

    // A user whose rows count for the one only is left out of both.
    private static (Answers, Answers) Share(Answers mine, Answers others)
    {
        if (mine is not RankAnswers a || others is not RankAnswers b)
        {
            return (mine, others);
        }

        // Rows keep their places: slices are told by them.
        bool[] both = [.. a.Users.Zip(b.Users, (x, y) => x >= 0 && y >= 0)];
        int[] Kept(int[] users) => [.. users.Select((user, row) => both[row] ? user : -1)];
        return (a with { Users = Kept(a.Users) }, b with { Users = Kept(b.Users) });
    }

    // Metrics of other questions cannot be compared.
    private static string? Difference(Answers mine, Answers others) => (mine, others) switch
    {
        (Predictions a, Predictions b) when a.Task != b.Task => "it does another task",
        (Predictions { Task: TaskKind.BinaryClassification } a, Predictions b) when a.Classes[1] != b.Classes[1] => $"its positive class is '{b.Classes[1]}', not '{a.Classes[1]}'",
        (Predictions a, Predictions b) when !a.Targets.SequenceEqual(b.Targets) || !a.Truth.Select(t => a.Classes[t]).SequenceEqual(b.Truth.Select(t => b.Classes[t])) => "its dataset gives these rows other targets",
        (TagAnswers a, TagAnswers b) when !a.Truth.Zip(b.Truth).All(p => p.First.SequenceEqual(p.Second)) => "its dataset gives these rows other targets",
        (TextAnswers a, TextAnswers b) when !a.Truth.SequenceEqual(b.Truth) => "its dataset gives these rows other targets",
        (LanguageAnswers a, LanguageAnswers b) when !a.Hidden.Zip(b.Hidden).All(p => p.First.Length == p.Second.Length) => "it cuts texts into other tokens",
        _ when mine.GetType() != others.GetType() => "it does another task",
        _ => null,
    };

    private static (bool[] Own, bool[] Other) Masks(int count, bool[]? found, bool[] seen)
    {
        var other = Array.ConvertAll(seen, s => !s);
        if (found is null)
        {
            return (other, other);
        }

        var own = new bool[count];
        for (int row = 0, at = 0; row < count; row++)
        {
            own[row] = found[row] && other[at++];
        }

        return (own, other);
    }

    // The reference's dataset over the candidate's files: its columns for the rows of the candidate's test part.
    private (string? Parquet, bool[]? Found, IReadOnlyList<Column> Columns, string? Failure) View(StepId view, CancellationToken cancellation)
    {
        var result = context.Needs[view];
        if ((string?)result.Facts["obstacle"] is { } obstacle)
        {
            return (null, null, [], $"its own dataset spec cannot be run over these files: {obstacle}");
        }

        IReadOnlyList<Column> columns = [.. result.Facts["columns"]!.AsArray().Select(c => Column.FromJson(c!))];
        var id = part.Columns.FirstOrDefault(c => c.Role == ColumnRole.Id);
        var otherId = columns.FirstOrDefault(c => c.Role == ColumnRole.Id);
        if (id is null || otherId is null || id.Type.Kind != otherId.Type.Kind)
        {
            return (null, null, columns, "its rows cannot be joined to these: both datasets need a column with role: id, of one type");
        }

        var path = context.Work.File($"view-{reference.Artifact!.Value.Hex[..12]}.parquet");
        var parts = result.Outputs.Where(o => o.Name is "train" or "validation" or "test").Select(o => context.Store.Blobs.Require(o.Blob)).ToList();
        return (path, JoinedView.Write(library, part.Parquet, id.Name, parts, otherId.Name, columns, path, cancellation), columns, null);
    }
}
