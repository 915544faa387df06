using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Lepton.Core.Events;
using Lepton.Onnx;
using Lepton.Runtime;
using Lepton.Specs.Models;
using Lepton.Training.Preprocessing;
using Lepton.Training.Preprocessing.Answers;
using Lepton.Training.Torch.Modules;
using Lepton.Training.Torch.Network;
using Lepton.Training.Torch.Network.Decoding;
using Lepton.Training.Torch.Network.Families;
using Lepton.Training.Torch.Workers;

namespace Lepton.Training.Torch;

/// <summary>A network: libtorch answers for it, and it is written as ONNX nodes.</summary>
/// <param name="request">What trained it.</param>
/// <param name="moments">Mean and deviation of a regression's target.</param>
/// <param name="spec">Where messages point at.</param>
internal sealed class TorchModel(TorchRequest request, ITorchHost host, (double Mean, double Deviation)? moments, ModelSpec spec) : ITrainedModel
{
    private const string OutOfMemory = "out-of-memory";

    private string? undetermined;
    private IReadOnlyDictionary<string, (long[] Shape, float[] Values)> weights = new Dictionary<string, (long[], float[])>();

    /// <summary>The epoch whose network was kept, from 1.</summary>
    public int? Epoch { get; set; }

    /// <summary>The rows of a step, where training found how many fit.</summary>
    public int? BatchSize { get; set; }

    public JsonObject Facts
    {
        get
        {
            var facts = new JsonObject { ["epoch"] = Epoch, ["parameters"] = weights.Values.Sum(w => (long)w.Values.Length) };
            if (BatchSize is { } size)
            {
                facts["batch-size"] = size;
            }

            if (undetermined is { } operators)
            {
                facts["undetermined"] = operators;
            }

            return facts;
        }
    }

    public static void PutFeatures(TorchRequest request, string part, NetworkRows rows)
    {
        rows.Values?.CopyTo(request.File($"{part}.features"));

        if (rows.Tokens is { } tokens)
        {
            RowFile.Write<long>(request.File($"{part}.starts"), tokens.Starts);
            RowFile.Write<int>(request.File($"{part}.tokens"), tokens.Numbers);
        }

        if (rows.Answers is { } answers)
        {
            RowFile.Write<long>(request.File($"{part}.answer-starts"), answers.Starts);
            RowFile.Write<int>(request.File($"{part}.answers"), answers.Numbers);
        }
    }

    /// <summary>Reads what was trained.</summary>
    public void Load() => weights = SafeTensors.Read(request.File("network.safetensors"));

    /// <summary>Has libtorch do something; returns the epoch that was kept.</summary>
    /// <exception cref="DiagnosticException">It failed.</exception>
    public int? Ask(TorchRequest asked, StepProgress? progress, CancellationToken cancellation)
    {
        TorchEvent? last = null;
        if (asked is { Train: true, Processes: > 1 })
        {
            // Where processes met that are gone.
            File.Delete(asked.File(ProcessGroup.Meeting));
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var others = Others(asked, end);
        try
        {
            host.Run(JsonSerializer.Serialize(asked, TorchJson.Default.TorchRequest), asked.Threads, line =>
            {
                last = JsonSerializer.Deserialize(line, TorchJson.Default.TorchEvent)!;
                if (last.Kind == "progress")
                {
                    progress?.Report(last.Value, last.Text!);
                }
                else if (last.Kind == "undetermined")
                {
                    undetermined = last.Text;
                    progress?.Diagnose(TrainingDiagnostics.Undetermined(spec.At("trainer"), asked.Device, last.Text!));
                }
                else if (last.Kind == "metric")
                {
                    progress?.Metric(last.Text!, last.Value!.Value, last.Round);
                }
            }, end.Token);
        }
        catch (Exception e) when (e is TorchException or OperationCanceledException && !cancellation.IsCancellationRequested && (last?.Kind == OutOfMemory ? last : OutOfMemoryOf(others, end)) is { } full)
        {
            throw new DiagnosticException(TrainingDiagnostics.OutOfMemory(spec.At("trainer"), (long)full.Value!.Value, asked.Shape.Set.Integer("batch-size"), full.Text!));
        }
        catch (TorchException) when (last?.Kind == UnfitException.Start)
        {
            throw new DiagnosticException(TrainingDiagnostics.UnfitStart(spec.At("trainer", "pretrained"), last.Text!));
        }
        catch (TorchException) when (last?.Kind == UnfitException.Groups)
        {
            throw new DiagnosticException(TrainingDiagnostics.UnknownGroups(spec.At("trainer"), last.Text!));
        }
        catch (Exception e) when (e is TorchException or OperationCanceledException && !cancellation.IsCancellationRequested && Failure(others) is { } failure)
        {
            throw new DiagnosticException(TrainingDiagnostics.EngineFailed(spec.At("trainer"), "libtorch", failure));
        }
        catch (TorchException e) when (last?.Kind != "error")
        {
            throw new DiagnosticException(TrainingDiagnostics.EngineFailed(spec.At("trainer"), "libtorch", e.Message));
        }
        catch (TorchException)
        {
            throw new DiagnosticException(TrainingDiagnostics.EngineFailed(spec.At("trainer"), "libtorch", last!.Text!));
        }
        finally
        {
            // Whoever is left waits for one that is gone.
            if (last?.Kind != "done")
            {
                end.Cancel();
            }

            WaitFor(others);
        }

        return last?.Kind == "done" ? last.Round : throw new DiagnosticException(TrainingDiagnostics.EngineFailed(spec.At("trainer"), "libtorch", last?.Text ?? "its process said nothing"));
    }

    // The processes that train with the first one. Where one of them fails, all end.
    private Task<TorchEvent?>[] Others(TorchRequest asked, CancellationTokenSource end) => !asked.Train ? [] :
    [
        .. Enumerable.Range(1, asked.Processes - 1).Select(rank => Task.Factory.StartNew(
            () =>
            {
                var said = string.Empty;
                try
                {
                    host.Run(JsonSerializer.Serialize(asked with { Rank = rank }, TorchJson.Default.TorchRequest), asked.Threads, line => said = line, end.Token);
                }
                catch (Exception e) when (e is TorchException or OperationCanceledException)
                {
                    end.Cancel();
                    var last = said.Length > 0 ? JsonSerializer.Deserialize(said, TorchJson.Default.TorchEvent) : null;
                    if (last?.Kind == OutOfMemory)
                    {
                        return last;
                    }

                    if (e is OperationCanceledException)
                    {
                        throw;
                    }

                    throw new TorchException($"process {rank} of {asked.Processes}", last?.Kind is null or "progress" or "metric" ? e.Message : last.Text ?? e.Message);
                }

                return null;
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)),
    ];

    // What one of the others said that has run out of memory; they all end then, in whatever order.
    private static TorchEvent? OutOfMemoryOf(Task<TorchEvent?>[] others, CancellationTokenSource end)
    {
        end.Cancel();
        WaitFor(others);
        return others.Where(o => o.IsCompletedSuccessfully).Select(o => o.Result).FirstOrDefault(e => e is not null);
    }

    // However they end: why is told by whoever asks them.
    private static void WaitFor(Task[] others) =>
        Task.WhenAll(others).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).Wait(CancellationToken.None);

    // Why one of the others failed, or null where none did by itself.
    private static string? Failure(Task<TorchEvent?>[] others) =>
        others.Select(o => o.Exception?.InnerException).OfType<TorchException>().FirstOrDefault()?.Message;

    /// <summary>Writes the network for others to start from, with what low-rank matrices learnt added to what they adapt.</summary>
    /// <param name="tokens">How its tokens are numbered, or null where it reads none.</param>
    public void Keep(string path, JsonObject? tokens)
    {
        var kept = weights.Where(w => !IsDerived(w.Key) && !w.Key.Contains("." + AttentionModule.Lora, StringComparison.Ordinal))
            .Select(w => (w.Key, Tensor: weights.GetValueOrDefault(w.Key.Replace("in_proj_weight", AttentionModule.Merged, StringComparison.Ordinal), w.Value)));
        StartingPoint.Keep(path, spec.Name, kept.OrderBy(k => k.Key, StringComparer.Ordinal).Select(k => (k.Key, (IReadOnlyList<long>)k.Tensor.Shape, k.Tensor.Values)), tokens);
    }

    private static bool IsDerived(string name) =>
        name.EndsWith("." + TokenEmbedding.Table, StringComparison.Ordinal) || name.EndsWith("." + AttentionModule.Merged, StringComparison.Ordinal);

    public double[] Margins(FeatureRows rows)
    {
        var margins = Score((NetworkRows)rows);
        return Array.ConvertAll(margins, m => moments is var (mean, deviation) ? (m * deviation) + mean : m);
    }

    /// <summary>The margins of each token of the texts that rows are to have, row-major [tokens, tokens that there are], the tokens that the network writes for the first rows, and 1 where no other text was as good but for rounding.</summary>
    public (float[] Margins, NumberedRows Written, int[] Clear) Texts(NetworkRows rows, int texts)
    {
        var margins = Score(rows, texts);
        return (margins, new NumberedRows(RowFile.Read<long>(request.File("asked.written-starts")), RowFile.Read<int>(request.File("asked.written"))), RowFile.Read<int>(request.File("asked.written-clear")));
    }

    private float[] Score(NetworkRows rows, int texts = 0)
    {
        PutFeatures(request, "asked", rows);
        Ask(request with { Train = false, Validation = false, Score = ["asked"], Texts = texts }, null, CancellationToken.None);
        return RowFile.Read<float>(request.File("asked.margins"));
    }

    /// <summary>Adds nodes that write texts, string [N], and tell how likely each is, float32 [N].</summary>
    /// <param name="memory">What <see cref="Write"/> returned.</param>
    public (string Texts, string Scores) WriteTexts(GraphBuilder graph, FeatureNames features, string memory, AnswerTokens answers) =>
        new AnswerGraph(request.Shape, new NetworkGraph(graph, weights), answers.Firsts, answers.Nexts).Write(memory, features.Tokens!);

    /// <summary>Adds nodes that score each token of texts that are given, by those before it: float32 [N, T, tokens that there are].</summary>
    /// <param name="before">int64 [N, T]: what each token is written behind.</param>
    public string WriteMargins(GraphBuilder graph, FeatureNames features, string memory, string before)
    {
        var network = new NetworkGraph(graph, weights);
        var steps = TransformerDecoder.Write(request.Shape, network, WritingNetwork.Decoder, before, AnswerGraph.Memories(request.Shape, network, memory), AnswerGraph.Hidden(network, features.Tokens!));
        return LinearModule.Write(network, "output", steps);
    }

    public string Write(GraphBuilder graph, FeatureNames features)
    {
        var margins = NetworkFamily.Of(request.Shape).Write(request.Shape, new NetworkGraph(graph, weights), features);
        if (moments is not var (mean, deviation))
        {
            return margins;
        }

        var wide = graph.Node("Cast", [margins], new OnnxAttribute.Int("to", (long)ElementType.Double));
        return graph.Node("Add", [graph.Node("Mul", [wide, graph.Constant([deviation])]), graph.Constant([mean])]);
    }

    public int[] Tags(NumberedRows tokens, double[] scores)
    {
        var decoder = TaggingFamily.Decoder(name => weights[name].Values);
        var tags = new List<int>(tokens.Numbers.Length);
        var all = Array.ConvertAll(scores, s => (float)s);
        var (at, kinds) = (0, request.Shape.Outputs);
        for (var row = 0; row < tokens.Rows; row++)
        {
            var length = (int)(tokens.Starts[row + 1] - tokens.Starts[row] - 1) * kinds;
            tags.AddRange(decoder.Decode(all.AsSpan(at, length)));
            at += length;
        }

        return [.. tags];
    }

    public string WriteTags(GraphBuilder graph, FeatureNames features, string scores) =>
        TaggingFamily.WriteTags(new NetworkGraph(graph, weights), scores, features.Tokens!);

    public void Dispose()
    {
        // Its files lie in the step's work folder, which goes with the step.
    }
}
