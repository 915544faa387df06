using Lepton.Specs.Models;
using Lepton.Training.Torch.Workers;

namespace Lepton.Training.Torch.Network;

/// <summary>
/// A part's rows in files, of which only what a step needs is read: <c>NAME.features</c> float32 [N, F], <c>NAME.starts</c> int64 [N + 1] and
/// <c>NAME.tokens</c> int32, for tags <c>NAME.labels</c> int32, one a token; for texts to write <c>NAME.answer-starts</c> and <c>NAME.answers</c>, as those of tokens; <c>NAME.targets</c> and <c>NAME.weights</c> float64 [N].
/// </summary>
internal sealed class PartRows : IDisposable
{
    private readonly int width;
    private readonly MappedFile<float>? features;
    private readonly MappedFile<long>? starts;
    private readonly MappedFile<int>? tokens;
    private readonly MappedFile<int>? labels;
    private readonly MappedFile<long>? answerStarts;
    private readonly MappedFile<int>? answers;
    private readonly MappedFile<double>? targets;
    private readonly MappedFile<double>? weights;

    /// <exception cref="InvalidDataException">The files do not belong together.</exception>
    public PartRows(TorchRequest request, string part, bool hasTargets)
    {
        var layout = request.Shape.Layout;
        width = layout.Values;
        IsFixed = layout.Fields > 0;
        features = width > 0 ? new MappedFile<float>(request.File($"{part}.features")) : null;
        if (layout.Entries > 0)
        {
            starts = new MappedFile<long>(request.File($"{part}.starts"));
            tokens = new MappedFile<int>(request.File($"{part}.tokens"));
        }

        if (request.Task == TaskKind.TextToText)
        {
            answerStarts = new MappedFile<long>(request.File($"{part}.answer-starts"));
            answers = new MappedFile<int>(request.File($"{part}.answers"));
        }

        if (hasTargets)
        {
            targets = new MappedFile<double>(request.File($"{part}.targets"));
            weights = new MappedFile<double>(request.File($"{part}.weights"));
            labels = request.Task == TaskKind.SequenceTagging ? new MappedFile<int>(request.File($"{part}.labels")) : null;
        }

        Count = checked((int)(starts is null ? features!.Count / width : starts.Count - 1));
        if ((features is not null && features.Count != (long)Count * width) || (targets is not null && (targets.Count != Count || weights!.Count != Count)) || (answerStarts is not null && answerStarts.Count != Count + 1))
        {
            throw new InvalidDataException($"the {part} part has {Count} rows, but its files have others");
        }
    }

    public int Count { get; }

    /// <summary>Whether all rows have as many tokens.</summary>
    public bool IsFixed { get; }

    /// <summary>Targets of all rows.</summary>
    public double[] Targets => targets!.All.ToArray();

    /// <summary>Memory for rows of this part.</summary>
    public BatchRows NewBatch() => new(width, IsFixed);

    /// <summary>Tokens of a row; 0 where rows have none.</summary>
    public int LengthOf(long row) => starts is null ? 0 : (int)(starts.All[(int)row + 1] - starts.All[(int)row]);

    /// <summary>A row's first token.</summary>
    public int TokenOf(int row) => tokens!.All[(int)starts!.All[row]];

    public double TargetOf(int row) => targets!.All[row];

    /// <summary>The tags of a row's tokens, by number.</summary>
    public ReadOnlySpan<int> LabelsOf(int row) => labels!.Slice(starts!.All[row], LengthOf(row));

    /// <summary>The tokens of the text that is to be written for a row.</summary>
    public ReadOnlySpan<int> AnswerOf(long row) => answers!.Slice(answerStarts!.All[(int)row], (int)(answerStarts.All[(int)row + 1] - answerStarts.All[(int)row]));

    /// <summary>Fills a batch with rows by number.</summary>
    public void Read(ReadOnlySpan<long> rows, BatchRows batch)
    {
        var longest = 0;
        foreach (var row in rows)
        {
            longest = Math.Max(longest, LengthOf(row));
        }

        batch.Reset(rows.Length, longest);
        if (answers is not null)
        {
            batch.Answers = [.. rows.ToArray().Select(row => Array.ConvertAll(AnswerOf(row).ToArray(), token => (long)token))];
        }

        for (var i = 0; i < rows.Length; i++)
        {
            var row = (int)rows[i];
            if (features is not null)
            {
                features.Slice((long)row * width, width).CopyTo(batch.Values.AsSpan(i * width));
            }

            if (starts is not null)
            {
                var own = tokens!.Slice(starts.All[row], LengthOf(row));
                batch.Lengths[i] = own.Length;
                for (var t = 0; t < own.Length; t++)
                {
                    batch.Tokens[(i * longest) + t] = own[t];
                }

                for (var t = 0; labels is not null && t < own.Length; t++)
                {
                    batch.Labels[(i * longest) + t] = LabelsOf(row)[t];
                }
            }

            if (targets is not null)
            {
                batch.Targets[i] = targets.All[row];
                batch.Weights[i] = weights!.All[row];
            }
        }
    }

    public void Dispose()
    {
        features?.Dispose();
        starts?.Dispose();
        tokens?.Dispose();
        labels?.Dispose();
        answerStarts?.Dispose();
        answers?.Dispose();
        targets?.Dispose();
        weights?.Dispose();
    }
}
