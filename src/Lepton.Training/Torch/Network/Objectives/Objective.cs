using Lepton.Specs.Models;
using Lepton.Training.Torch.Network.Families;
using Lepton.Training.Torch.Workers;

namespace Lepton.Training.Torch.Network.Objectives;

/// <summary>What a network is trained for.</summary>
/// <param name="parts">What the network is made with.</param>
internal abstract class Objective(NetworkParts parts)
{
    /// <summary>What the network is made with.</summary>
    protected NetworkParts Parts => parts;

    public static Objective Of(TorchRequest request, NetworkParts of, NetworkModule network) => request.Task switch
    {
        TaskKind.SequenceTagging => new TagObjective(of, network, request.Classes),
        TaskKind.MaskedLanguageModeling => new LanguageObjective(of),
        TaskKind.TextToText => new WritingObjective(of, (WritingNetwork)network, request.Shape),
        TaskKind.Recommendation => new PairObjective(request, of, (TwoTowerFamily.TwoTowerModule)network),
        _ => new RowObjective(of, request.Task, request.Shape.Outputs, request.Shape.Set.Number("label-smoothing")),
    };

    /// <summary>The mean loss of rows, each counted by its weight.</summary>
    /// <param name="answer">What the network answers for them.</param>
    public abstract Tensor Loss(Tensor answer, BatchRows rows);

    /// <summary>The same, of embedded rows: what the network answers for them first.</summary>
    public virtual Tensor LossOf(NetworkModule module, Tensor embedded, Batch batch, BatchRows rows) =>
        Loss(Parts.Torch.Mixed(() => module.Answer(embedded, batch, training: true)), rows);

    /// <summary>What the loss of rows is a mean over: the sum of their weights, or what stands for it.</summary>
    public virtual double Mass(BatchRows rows)
    {
        var total = 0.0;
        foreach (var weight in rows.Weights.AsSpan(0, rows.Count))
        {
            total += weight;
        }

        return total;
    }

    /// <summary>A metric on the rows of a part.</summary>
    public abstract double Measure(string metric, PartRows rows, NetworkScoring scoring, CancellationToken cancellation);

    /// <summary>Weights of a step's rows that add up to a share.</summary>
    protected float[] Shares(BatchRows rows, double share, Func<int, int> of)
    {
        var total = Mass(rows);
        var weights = new float[rows.Count];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = total > 0 ? (float)(share * rows.Weights[of(i)] / total) : 0;
        }

        return weights;
    }
}
