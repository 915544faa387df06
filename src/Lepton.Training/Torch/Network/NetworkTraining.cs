using Lepton.Evaluation.Statistics;
using Lepton.Training.Torch.Network.Augmentations;
using Lepton.Training.Torch.Network.Objectives;
using Lepton.Training.Torch.Optimizers;
using Lepton.Training.Torch.Workers;

namespace Lepton.Training.Torch.Network;

/// <summary>Trains a network on the rows of a part, epoch by epoch.</summary>
internal sealed class NetworkTraining
{
    private readonly TorchRequest request;
    private readonly NetworkParts parts;
    private readonly NetworkModule network;
    private readonly NetworkScoring scoring;
    private readonly Action<TorchEvent> tell;
    private readonly List<Tensor> parameters;
    private readonly IOptimizer optimizer;
    private readonly GradientClipping? clipping;
    private readonly Objective objective;
    private readonly IReadOnlyList<Augmentation> augmentations;
    private readonly double adversarial;
    private readonly ProcessGroup? group;
    private readonly int epochs;
    private readonly int batchSize;

    public NetworkTraining(TorchRequest request, NetworkParts parts, NetworkModule network, NetworkScoring scoring, Action<TorchEvent> tell, ProcessGroup? group)
    {
        this.group = group;
        (this.request, this.parts, this.network, this.scoring, this.tell) = (request, parts, network, scoring, tell);
        var set = request.Shape.Set;
        var learning = Learning();
        parameters = [.. learning.Select(l => l.Tensor)];
        optimizer = set.Choice("optimizer") == "sgd"
            ? new Sgd(parts.Torch, parts.Operators, learning, set.Number("momentum"), set.Number("weight-decay"))
            : new AdamW(parts.Torch, parts.Operators, learning, set.Number("weight-decay"));
        clipping = set.Number("clip-norm") is var norm and > 0 ? new GradientClipping(parts.Torch, parts.Operators, norm) : null;
        objective = Objective.Of(request, parts, network);
        augmentations = Augmentation.Of(request.Shape);
        adversarial = set.Has("adversarial") ? set.Number("adversarial") : 0;
        epochs = set.Integer("epochs");
        batchSize = set.Integer("batch-size");
    }

    /// <summary>The epoch whose network was kept, from 1.</summary>
    /// <exception cref="TorchException">libtorch refuses, or the loss is no number.</exception>
    public int Run(CancellationToken cancellation)
    {
        using var training = new PartRows(request, "training", hasTargets: true);
        using var validation = request.Validation ? new PartRows(request, "validation", hasTargets: true) : null;
        var reader = new BatchReader(training, Augment);
        var set = request.Shape.Set;
        var batches = (training.Count + batchSize - 1) / batchSize;
        var schedule = new LearningRateSchedule(set.Number("learning-rate"), Enum.Parse<ScheduleShape>(set.Choice("schedule"), ignoreCase: true), (int)(set.Number("warm-up") * batches * epochs), batches * epochs);
        var best = new BestEpoch(request.Stopping);
        var checkpoint = new Checkpoint(request.Checkpoint, TimeSpan.FromSeconds(request.CheckpointSeconds), TimeProvider.System);
        var (first, earlier) = checkpoint.Resume(network, optimizer, best);
        var progress = new TrainingProgress(tell, TimeProvider.System, epochs, training.Count, first, earlier);
        for (var epoch = first; epoch < epochs && !best.IsOver(epoch - 1, request.Patience); epoch++)
        {
            var step = 0;
            foreach (var rows in reader.Read(BatchPlan.Of(training, batchSize, request.Seed, epoch), s => Shuffle.SeedOf(request.Seed, epoch, s), cancellation))
            {
                using var scope = parts.Torch.Scope();
                progress.Add(rows.Count, Step(rows, schedule.At((epoch * batches) + step)));
                step++;
            }

            progress.RequireFinite();
            (string, double)? measured = null;
            if (validation is not null)
            {
                var value = objective.Measure(request.Stopping!, validation, scoring, cancellation);
                measured = (request.Stopping!, value);
                if (best.Improves(value, epoch))
                {
                    best.Keep(network.Values());
                }
            }

            progress.EndEpoch(measured);
            if (request.Rank == 0)
            {
                checkpoint.Offer(epoch, network, optimizer, best, progress.Metrics);
            }
        }

        if (best.Network is { } kept)
        {
            network.Restore(kept);
        }

        return (best.Network is null ? epochs - 1 : best.Epoch) + 1;
    }

    // The parameters that learn, each with the factor of its learning rate; the others need no gradients. Where low-rank matrices adapt
    // what was there, all of that stays.
    private List<(Tensor Tensor, double Rate)> Learning()
    {
        var groups = new ParameterGroups(request.Freeze, request.Rates);
        string[] names = [.. network.Parameters.Select(p => p.Name)];
        if (groups.Empty(names) is { Count: > 0 } empty)
        {
            throw new UnfitException(UnfitException.Groups, $"{string.Join(", ", empty)}; there are {string.Join(", ", ParameterGroups.Of(names))}");
        }

        var isAdapted = request.Shape.Set.Has("lora-rank") && request.Shape.Set.Integer("lora-rank") > 0;
        var learning = new List<(Tensor, double)>();
        foreach (var (name, tensor) in network.Parameters)
        {
            var rate = isAdapted && !PretrainedNetwork.IsNew(name) ? 0 : groups.RateOf(name);
            if (rate > 0)
            {
                learning.Add((tensor, rate));
            }
            else
            {
                tensor.RequireGradient(false);
            }
        }

        return learning;
    }

    private void Augment(BatchRows rows)
    {
        // Apart from what dropout draws.
        var random = new SplitMix64(~rows.Seed);
        foreach (var augmentation in augmentations)
        {
            augmentation.Apply(rows, ref random);
        }

        if (request.Processes > 1)
        {
            Share(rows);
        }
    }

    // All processes read and change the same rows; each keeps its own ones, and draws by itself from then on.
    private void Share(BatchRows rows)
    {
        var all = objective.Mass(rows);
        var first = (int)((long)rows.Count * request.Rank / request.Processes);
        rows.Keep(first, (int)((long)rows.Count * (request.Rank + 1) / request.Processes) - first);
        rows.Part = all > 0 ? objective.Mass(rows) / all : 0;
        rows.Seed += (ulong)request.Rank;
    }

    // The sum of the rows' losses.
    private double Step(BatchRows rows, double learningRate)
    {
        var value = 0f;
        if (rows.Count > 0)
        {
            TorchSession.Seed(rows.Seed);
            var batch = Batch.Of(parts.Torch, rows);
            value = adversarial > 0 ? Adversarial(batch, rows) : Plain(batch, rows);
        }

        group?.SumGradients(parameters);
        clipping?.Apply(parameters);
        optimizer.Step(learningRate);
        return rows.Part > 0 ? value / rows.Part * rows.Count : 0;
    }

    // Where processes share a step's rows, their losses add up to the step's.
    private Tensor LossOf(Tensor embedded, Batch batch, BatchRows rows)
    {
        var loss = objective.LossOf(network, embedded, batch, rows);
        return rows.Part < 1 ? parts.Sequences.Scale(loss, rows.Part) : loss;
    }

    private float Plain(Batch batch, BatchRows rows)
    {
        var value = LossOf(network.Embed(batch), batch, rows);
        value.Backward();
        return value.Scalar;
    }

    // Half the loss of the rows and half of what the worst small step makes of them (Goodfellow et al. 2015). The first half goes
    // back to the embedded rows alone, to find that step; Σ embedded · gradient then hands it on to what embeds.
    private float Adversarial(Batch batch, BatchRows rows)
    {
        var (operators, sequences) = (parts.Operators, parts.Sequences);
        var embedded = network.Embed(batch);
        var leaf = operators.Detach(embedded);
        leaf.RequireGradient();
        var own = sequences.Scale(LossOf(leaf, batch, rows), 0.5);
        own.Backward();
        var gradient = parts.Torch.GradientOf(leaf)!;
        var moved = sequences.Add(embedded, sequences.Scale(operators.Sign(gradient), adversarial));
        var other = sequences.Scale(LossOf(moved, batch, rows), 0.5);
        sequences.Add(other, operators.Sum(operators.Multiply(embedded, gradient))).Backward();
        return own.Scalar + other.Scalar;
    }
}
