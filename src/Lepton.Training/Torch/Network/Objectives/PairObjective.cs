using Lepton.Evaluation.Metrics;
using Lepton.Evaluation.Scoring;
using Lepton.Evaluation.Statistics;
using Lepton.Specs.Models;
using Lepton.Training.Torch.Network.Families;
using Lepton.Training.Torch.Workers;

namespace Lepton.Training.Torch.Network.Objectives;

/// <summary>An item that a user chose scores higher than one that the user did not: Bayesian personalised ranking (Rendle et al. 2009).</summary>
internal sealed class PairObjective : Objective
{
    // A user who has seen nearly all items may get one of them.
    private const int MostDraws = 20;

    private readonly TwoTowerFamily.TwoTowerModule network;
    private readonly IReadOnlyList<string> items;
    private readonly EvaluationSpec evaluation;
    private readonly int negatives;
    private readonly Dictionary<string, HashSet<int>> seen = new(StringComparer.Ordinal);

    public PairObjective(TorchRequest request, NetworkParts parts, TwoTowerFamily.TwoTowerModule network)
        : base(parts)
    {
        (this.network, items) = (network, request.Classes);
        negatives = request.Shape.Set.Integer("negatives");
        evaluation = ValidationMetric.Evaluation with { TopK = request.TopK };
        if (!request.Train)
        {
            return;
        }

        using var training = new PartRows(request, "training", hasTargets: true);
        for (var row = 0; row < training.Count; row++)
        {
            var user = Name(training.TokenOf(row));
            (seen.TryGetValue(user, out var own) ? own : seen[user] = []).Add((int)training.TargetOf(row));
        }
    }

    /// <param name="answer">Scores of all items, which are not needed: those of the pairs are enough.</param>
    public override Tensor Loss(Tensor answer, BatchRows rows) => throw new NotSupportedException("a step has the scores of its own pairs");

    public override Tensor LossOf(NetworkModule module, Tensor embedded, Batch batch, BatchRows rows)
    {
        var random = new SplitMix64(rows.Seed);
        var numbers = new long[rows.Count * (1 + negatives)];
        for (var row = 0; row < rows.Count; row++)
        {
            var own = seen[Name(rows.Tokens[row])];
            numbers[row * (1 + negatives)] = (long)rows.Targets[row];
            for (var i = 1; i <= negatives; i++)
            {
                var other = 0;
                for (var draw = 0; draw < MostDraws; draw++)
                {
                    other = (int)(random.Next() % (ulong)items.Count);
                    if (!own.Contains(other))
                    {
                        break;
                    }
                }

                numbers[(row * (1 + negatives)) + i] = other;
            }
        }

        return Loss(Parts, network.Score(embedded, numbers), Shares(rows, 1.0 / negatives, i => i));
    }

    /// <summary>Σ weight · Σ −log σ(score of the chosen item − score of another).</summary>
    /// <param name="scores">Of the chosen item, and behind it of others: [N, 1 + negatives].</param>
    /// <param name="weights">[N].</param>
    public static Tensor Loss(NetworkParts parts, Tensor scores, float[] weights)
    {
        var behind = parts.Sequences.Subtract(parts.Sequences.Narrow(scores, 1, 1, scores.Size(1) - 1), parts.Sequences.Narrow(scores, 1, 0, 1));
        var losses = parts.Sequences.SumOver(parts.Operators.Softplus(behind), 1);
        return parts.Operators.Sum(parts.Operators.Multiply(losses, parts.Torch.From(weights, weights.Length)));
    }

    public override double Measure(string metric, PartRows rows, NetworkScoring scoring, CancellationToken cancellation)
    {
        string?[] users = [.. Enumerable.Range(0, rows.Count).Select(row => Name(rows.TokenOf(row)))];
        string?[] chosen = [.. Enumerable.Range(0, rows.Count).Select(row => rows.TargetOf(row) is var t and >= 0 ? items[(int)t] : null)];
        var ranks = new Recommendations(items).Rank(users, chosen, seen, own => scoring.Answers(rows, own, cancellation));
        return MetricFactory.Create(metric, ranks, evaluation, _ => { }).Compute([.. Enumerable.Repeat(1, ranks.Count)]);
    }

    private static string Name(long user) => user.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
