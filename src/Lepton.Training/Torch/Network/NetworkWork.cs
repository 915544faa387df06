using Lepton.Training.Torch.Network.Decoding;
using Lepton.Training.Torch.Network.Families;
using Lepton.Training.Torch.Workers;

namespace Lepton.Training.Torch.Network;

/// <summary>Does what a request asks for: trains a network or reads one, and scores rows with it.</summary>
internal sealed class NetworkWork(TorchLibrary library, TorchRequest request, Action<TorchEvent> tell)
{
    private const string NetworkFile = "network.safetensors";

    /// <summary>The epoch whose network was kept, from 1; null where none was trained.</summary>
    /// <exception cref="TorchException">libtorch refuses.</exception>
    public int? Run(CancellationToken cancellation)
    {
        using var torch = new TorchSession(library, request.Threads, request.DeviceOf(request.Rank), isMixed: request.Train && request.Shape.Set.Choice("precision") == "bfloat16");
        var parts = NetworkParts.Of(torch, request.Seed, WordBags.Read(request));
        var network = NetworkFamily.Of(request.Shape).Build(request.Shape, parts);
        var scoring = new NetworkScoring(parts, network, request.Shape);
        int? kept = null;
        if (request.Train)
        {
            if (request.Start)
            {
                PretrainedNetwork.Load(request.File(PretrainedNetwork.File), network);
            }

            using var group = request.Processes > 1 ? new ProcessGroup(request.File(ProcessGroup.Meeting), request.Rank, request.Processes) : null;
            kept = new NetworkTraining(request, parts, network, scoring, tell, group).Run(cancellation);
            if (request.Rank > 0)
            {
                return kept;
            }

            SafeTensors.Write(request.File(NetworkFile), network.All.Concat(network.Derived()).Select(p => (p.Name, p.Tensor.Shape, p.Tensor.ToArray<float>())));
        }
        else
        {
            network.Restore(SafeTensors.Read(request.File(NetworkFile)).ToDictionary(t => t.Key, t => t.Value.Values, StringComparer.Ordinal));
        }

        if (request.Train && TorchSession.Undetermined is { Count: > 0 } operators)
        {
            tell(new TorchEvent("undetermined", string.Join(", ", operators)));
        }

        foreach (var part in request.Score)
        {
            using var rows = new PartRows(request, part, hasTargets: false);
            RowFile.Write<float>(request.File($"{part}.margins"), scoring.Answers(rows, cancellation));
            if (network is WritingNetwork writing)
            {
                var texts = new AnswerWriting(parts, writing, request.Shape).Write(rows, [.. Enumerable.Range(0, Math.Min(request.Texts, rows.Count))], cancellation);
                var written = NumberedRows.Of(texts.Select(t => t.Tokens));
                RowFile.Write<int>(request.File($"{part}.written-clear"), [.. texts.Select(t => t.IsClear ? 1 : 0)]);
                RowFile.Write<long>(request.File($"{part}.written-starts"), written.Starts);
                RowFile.Write<int>(request.File($"{part}.written"), written.Numbers);
            }
        }

        return kept;
    }
}
