using System.Globalization;
using Lepton.Training.Torch.Modules;
using Lepton.Training.Torch.Optimizers;
using Lepton.Training.Torch.Workers;

namespace Lepton.Training.Torch.Network;

/// <summary>Trains a network on rows, or reads one, and scores rows with it.</summary>
internal sealed class NetworkTraining(TorchLibrary library, TorchRequest request, Action<TorchEvent> tell)
{
    // Rows that are scored at once.
    private const int ScoredRows = 4096;

    /// <summary>The epoch whose network was kept, from 1; null where none was trained.</summary>
    /// <exception cref="TorchException">libtorch refuses.</exception>
    public int? Run(CancellationToken cancellation)
    {
        using var torch = new TorchSession(library, request.Threads);
        var operators = new Operators(torch);
        var network = Perceptron.Build(request.Shape, torch, operators, request.Seed);
        int? kept = null;
        if (request.Train)
        {
            kept = Train(torch, operators, network, cancellation);
            SafeTensors.Write(request.File("network.safetensors"), network.Parameters.Select(p => (p.Name, p.Tensor.Shape, p.Tensor.ToArray<float>())));
        }
        else
        {
            Restore(network, SafeTensors.Read(request.File("network.safetensors")).ToDictionary(t => t.Key, t => t.Value.Values, StringComparer.Ordinal));
        }

        foreach (var part in request.Score)
        {
            using var scope = torch.Scope();
            RowFile.Write<float>(request.File($"{part}.margins"), Margins(torch, operators, network, Rows.ReadFeatures(torch, request, part), cancellation));
        }

        return kept;
    }

    private int Train(TorchSession torch, Operators operators, SequentialModule network, CancellationToken cancellation)
    {
        var training = Rows.Read(torch, request, "training");
        var validation = request.Validation ? Rows.Read(torch, request, "validation") : null;
        var parameters = network.Parameters.Select(p => p.Tensor).ToList();
        var optimizer = new AdamW(torch, operators, parameters, request.WeightDecay);
        var clipping = request.ClipNorm > 0 ? new GradientClipping(torch, operators, request.ClipNorm) : null;
        var loss = new RowLoss(torch, operators, request.Task, request.LabelSmoothing);
        var batches = (training.Count + request.BatchSize - 1) / request.BatchSize;
        var steps = batches * request.Epochs;
        var schedule = new LearningRateSchedule(request.LearningRate, request.Schedule, (int)(request.WarmUp * steps), steps);
        var best = new BestEpoch(request.Stopping);
        var checkpoint = new Checkpoint(request.Checkpoint, TimeSpan.FromSeconds(request.CheckpointSeconds), TimeProvider.System);
        var first = checkpoint.Resume(network, optimizer, best);
        if (first > 0)
        {
            tell(new TorchEvent("progress", $"going on after epoch {first.ToString(CultureInfo.InvariantCulture)}", first / (double)request.Epochs));
        }

        for (var epoch = first; epoch < request.Epochs && !best.IsOver(epoch - 1, request.Patience); epoch++)
        {
            var order = Shuffle.Order(training.Count, request.Seed, epoch);
            var total = 0.0;
            for (var batch = 0; batch < batches; batch++)
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = torch.Scope();
                var rows = order.AsSpan(batch * request.BatchSize, Math.Min(request.BatchSize, training.Count - (batch * request.BatchSize)));
                TorchSession.Seed(Shuffle.SeedOf(request.Seed, epoch, batch));
                var margins = network.Forward(operators.Select(training.Features, torch.From(rows, rows.Length)), training: true);
                var value = loss.Of(margins, training, rows);
                value.Backward();
                clipping?.Apply(parameters);
                optimizer.Step(schedule.At((epoch * batches) + batch));
                total += value.Scalar * rows.Length;
            }

            var mean = total / training.Count;
            if (!double.IsFinite(mean))
            {
                throw new TorchException("training", $"the loss of epoch {(epoch + 1).ToString(CultureInfo.InvariantCulture)} is no number: lower the learning rate, or set clip-norm");
            }

            var text = string.Create(CultureInfo.InvariantCulture, $"epoch {epoch + 1} of {request.Epochs}, loss {mean:G5}");
            if (validation is not null && request.Stopping is { } metric)
            {
                var value = ValidationMetric.Of(metric, request.Task, request.Shape.Outputs, Margins(torch, operators, network, validation.Features, cancellation), validation.Targets);
                tell(new TorchEvent("metric", metric, value, epoch + 1));
                text += string.Create(CultureInfo.InvariantCulture, $", {metric} on the validation part {value:G5}");
                if (best.Improves(value, epoch))
                {
                    best.Keep(network.Parameters.ToDictionary(p => p.Name, p => p.Tensor.ToArray<float>(), StringComparer.Ordinal));
                }
            }

            tell(new TorchEvent("progress", text, (epoch + 1.0) / request.Epochs));
            checkpoint.Offer(epoch, network, optimizer, best);
        }

        if (best.Network is { } kept)
        {
            Restore(network, kept);
        }

        return (best.Network is null ? request.Epochs - 1 : best.Epoch) + 1;
    }

    private float[] Margins(TorchSession torch, Operators operators, SequentialModule network, Tensor features, CancellationToken cancellation)
    {
        var rows = (int)features.Size(0);
        var margins = new float[rows * request.Shape.Outputs];
        TorchSession.WithoutGradients(() =>
        {
            for (var start = 0; start < rows; start += ScoredRows)
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = torch.Scope();
                var count = Math.Min(ScoredRows, rows - start);
                network.Forward(operators.Narrow(features, start, count), training: false).Read(margins.AsSpan(start * request.Shape.Outputs, count * request.Shape.Outputs));
            }
        });
        return margins;
    }

    private static void Restore(SequentialModule network, IReadOnlyDictionary<string, float[]> values)
    {
        foreach (var (name, tensor) in network.Parameters)
        {
            var target = tensor.Memory<float>();
            if (!values.TryGetValue(name, out var source) || source.Length != target.Length)
            {
                throw new InvalidDataException($"the network that was read has no parameter '{name}' of {target.Length} values");
            }

            source.CopyTo(target);
        }
    }
}
