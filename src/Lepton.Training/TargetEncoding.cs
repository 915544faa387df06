using Lepton.Core.Diagnostics;
using Lepton.Data.Table;
using Lepton.Specs.Models;

namespace Lepton.Training;

/// <summary>The target's classes, and rows' targets as numbers.</summary>
/// <param name="Classes">Empty for regression; of two, the second is the positive one; else in ordinal order, whole numbers by size.</param>
public sealed record TargetEncoding(IReadOnlyList<string> Classes)
{
    /// <summary>Margins that a model gives for a row.</summary>
    public int Margins => Classes.Count > 2 || IsTags || IsItems ? Classes.Count : 1;

    /// <summary>Whether tokens have the classes, not rows.</summary>
    public bool IsTags { get; private init; }

    /// <summary>Whether the classes are items that users choose.</summary>
    public bool IsItems { get; private init; }

    /// <summary>Whether hidden tokens are what is answered.</summary>
    public bool IsLanguage { get; private init; }

    /// <summary>Whether texts are what is answered.</summary>
    public bool IsTexts { get; private init; }

    /// <exception cref="DiagnosticException">The training rows do not suit the task.</exception>
    public static TargetEncoding Fit(ModelSpec model, ColumnData target)
    {
        if (model.Task == TaskKind.MaskedLanguageModeling)
        {
            return new TargetEncoding([]) { IsLanguage = true };
        }

        RequireAll(model, target, "training");
        if (model.Task is TaskKind.Regression or TaskKind.TextToText)
        {
            return new TargetEncoding([]) { IsTexts = model.Task == TaskKind.TextToText };
        }

        var found = Found(target);
        if (model.Task == TaskKind.SequenceTagging && found.Count > 1)
        {
            return new TargetEncoding(found) { IsTags = true };
        }

        if (model.Task == TaskKind.Recommendation && found.Count > 1)
        {
            return new TargetEncoding(found) { IsItems = true };
        }

        if (found.Count < 2)
        {
            throw new DiagnosticException(TrainingDiagnostics.OneClass(model.At("target"), model.Target, found.FirstOrDefault() ?? "none"));
        }

        if (model.Task == TaskKind.MulticlassClassification)
        {
            return new TargetEncoding(found.Count > 2 ? found : throw new DiagnosticException(TrainingDiagnostics.OneClass(model.At("target"), model.Target, string.Join(" or ", found) + "; two classes are binary classification")));
        }

        if (found.Count > 2)
        {
            throw new DiagnosticException(TrainingDiagnostics.TooManyClasses(model.At("target"), model.Target, found.Count));
        }

        return found.Contains(model.Positive)
            ? new TargetEncoding([found.First(c => c != model.Positive), model.Positive])
            : throw new DiagnosticException(TrainingDiagnostics.NoPositive(model.At("positive"), model.Target, model.Positive, found));
    }

    /// <summary>Class indices or values.</summary>
    /// <exception cref="DiagnosticException">A row has no target, or one that training never saw.</exception>
    public double[] Encode(ModelSpec model, ColumnData target, string part)
    {
        RequireAll(model, target, part);
        if (Classes.Count == 0)
        {
            return target.Numbers ?? Array.ConvertAll(target.Wholes!, w => (double)w);
        }

        var encoded = new double[target.Count];
        if (target.Flags is { } flags)
        {
            // Both classes are known: Fit has seen to that.
            var ofTrue = Classes[1] == "true" ? 1 : 0;
            for (var row = 0; row < encoded.Length; row++)
            {
                encoded[row] = flags[row] == 1 ? ofTrue : 1 - ofTrue;
            }

            return encoded;
        }

        var index = Classes.Select((c, i) => (c, i)).ToDictionary(c => c.c, c => (double)c.i, StringComparer.Ordinal);
        for (var row = 0; row < encoded.Length; row++)
        {
            if (!index.TryGetValue(target.Text(row)!, out encoded[row]))
            {
                // An item that training never saw cannot be recommended.
                if (IsItems)
                {
                    encoded[row] = -1;
                    continue;
                }

                throw new DiagnosticException(TrainingDiagnostics.UnknownTargetClass(model.At("target"), model.Target, target.Text(row)!, part));
            }
        }

        return encoded;
    }

    /// <summary>The texts that a model is to write.</summary>
    /// <exception cref="DiagnosticException">A row has none.</exception>
    public static string[] TextsOf(ModelSpec model, ColumnData target, string part)
    {
        RequireAll(model, target, part);
        return [.. target.Texts!.Select(t => t!)];
    }

    /// <summary>Index of the tag of each token that a network sees.</summary>
    /// <param name="tokens">The tokens of each row, the one that starts it first.</param>
    /// <exception cref="DiagnosticException">A row has more or fewer tags than tokens, or one that training never saw.</exception>
    public NumberedRows EncodeTags(ModelSpec model, ColumnData target, ColumnData source, NumberedRows tokens, string part)
    {
        RequireAll(model, target, part);
        var index = Classes.Select((c, i) => (c, i)).ToDictionary(c => c.c, c => c.i, StringComparer.Ordinal);
        var labels = new int[tokens.Numbers.Length];
        for (var row = 0; row < target.Count; row++)
        {
            var (tags, words) = (target.Lists![row]!, source.Lists![row]?.Length ?? 0);
            if (tags.Length != words)
            {
                throw new DiagnosticException(TrainingDiagnostics.TagsDiffer(model.At("target"), model.Target, source.Column.Name, part, row, tags.Length, words));
            }

            var start = (int)tokens.Starts[row];
            var length = (int)tokens.Starts[row + 1] - start;
            for (var i = 1; i < length; i++)
            {
                if (!index.TryGetValue(tags[i - 1], out labels[start + i]))
                {
                    throw new DiagnosticException(TrainingDiagnostics.UnknownTargetClass(model.At("target"), model.Target, tags[i - 1], part));
                }
            }
        }

        return new NumberedRows(tokens.Starts, labels);
    }

    private static List<string> Found(ColumnData target)
    {
        if (target.Lists is { } lists)
        {
            return [.. lists.SelectMany(l => l ?? []).Distinct().Order(StringComparer.Ordinal)];
        }

        if (target.Wholes is { } wholes)
        {
            return [.. wholes.ToHashSet().Order().Select(w => w.ToString())];
        }

        if (target.Flags is { } flags)
        {
            return [.. new[] { "false", "true" }.Where((_, flag) => flags.AsSpan().Contains((byte)flag))];
        }

        return [.. Enumerable.Range(0, target.Count).Select(r => target.Text(r)!).Distinct().Order(StringComparer.Ordinal)];
    }

    private static void RequireAll(ModelSpec model, ColumnData target, string part)
    {
        var nulls = 0;
        for (var row = 0; row < target.Count; row++)
        {
            nulls += target.IsNull(row) ? 1 : 0;
        }

        if (nulls > 0)
        {
            throw new DiagnosticException(TrainingDiagnostics.TargetNulls(model.At("target"), model.Target, nulls, part));
        }
    }
}
