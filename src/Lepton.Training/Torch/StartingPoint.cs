using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.Data.Files;
using Lepton.Specs.Models;
using Lepton.Store;
using Lepton.Training.Torch.Network;

namespace Lepton.Training.Torch;

/// <summary>The network that a training starts from, as the spec names it.</summary>
public sealed class StartingPoint
{
    private const string Format = "lepton/network/v1";

    private readonly IReadOnlyDictionary<string, (long[] Shape, float[] Values)> tensors;
    private readonly ModelSpec model;

    private StartingPoint(ModelSpec model, IReadOnlyDictionary<string, (long[] Shape, float[] Values)> tensors, JsonObject? tokens) =>
        (this.model, this.tensors, Tokens) = (model, tensors, tokens);

    /// <summary>How the other model numbers tokens, where it is a model of Lepton.</summary>
    public JsonObject? Tokens { get; }

    /// <summary>Reads what the spec names; null where it names nothing.</summary>
    /// <exception cref="DiagnosticException">It cannot be had, or is something else.</exception>
    public static StartingPoint? Read(ModelSpec model, LocalStore store)
    {
        if (model.Trainer.Pretrained is not { } pretrained)
        {
            return null;
        }

        var at = model.At("trainer", "pretrained");
        try
        {
            if (pretrained.File is { } file)
            {
                return new StartingPoint(model, SafeTensors.Read(PinnedFiles.Require(model, file, model.At("trainer", "pretrained", "path"))), null);
            }

            var digest = pretrained.Digest!.Value;
            if (!store.Blobs.Contains(digest))
            {
                throw new DiagnosticException(TrainingDiagnostics.NoStart(model.At("trainer", "pretrained", "digest"), pretrained.Model!, digest));
            }

            var tensors = SafeTensors.Read(store.Blobs.PathOf(digest), out var metadata);
            return metadata.GetValueOrDefault("format") == Format && metadata.GetValueOrDefault("model") == pretrained.Model
                ? new StartingPoint(model, tensors, metadata.TryGetValue("tokens", out var tokens) ? JsonNode.Parse(tokens)!.AsObject() : null)
                : throw new DiagnosticException(TrainingDiagnostics.UnfitStart(at, $"{digest.Short} is no network of the model '{pretrained.Model}'{(metadata.TryGetValue("model", out var other) ? $" but of '{other}'" : string.Empty)}"));
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or InvalidOperationException)
        {
            throw new DiagnosticException(TrainingDiagnostics.UnfitStart(at, e.Message));
        }
    }

    /// <summary>Writes the network by our names.</summary>
    /// <param name="lines">The line of a vocabulary of BERT that each of our tokens has, or null.</param>
    /// <param name="longest">Tokens of a row at most.</param>
    /// <exception cref="DiagnosticException">It has not the layout of BERT.</exception>
    internal void Write(string path, IReadOnlyList<int>? lines, int longest)
    {
        var at = model.At("trainer", "pretrained");
        if (Tokens is null && lines is null && model.Trainer.Pretrained!.File is not null)
        {
            throw new DiagnosticException(TrainingDiagnostics.UnfitStart(at, "texts must be cut into the pieces that it knows: encode their column with { type: tokens, tokenizer: word-piece, vocabulary: … }"));
        }

        try
        {
            var ours = lines is null ? tensors : BertLayout.Convert(tensors, lines, longest);
            SafeTensors.Write(path, ours.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => (t.Key, (IReadOnlyList<long>)t.Value.Shape, t.Value.Values)));
        }
        catch (UnfitException e)
        {
            throw new DiagnosticException(TrainingDiagnostics.UnfitStart(at, e.Message));
        }
    }

    /// <summary>Writes a network for others to start from.</summary>
    internal static void Keep(string path, string model, IEnumerable<(string Name, IReadOnlyList<long> Shape, float[] Values)> network, JsonObject? tokens)
    {
        var metadata = new Dictionary<string, string> { ["format"] = Format, ["model"] = model };
        if (tokens is not null)
        {
            metadata["tokens"] = tokens.ToJsonString();
        }

        SafeTensors.Write(path, network, metadata);
    }
}
