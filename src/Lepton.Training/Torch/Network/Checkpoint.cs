using System.Globalization;
using System.Text.Json;
using Lepton.Training.Torch.Modules;
using Lepton.Training.Torch.Optimizers;
using Lepton.Training.Torch.Workers;

namespace Lepton.Training.Torch.Network;

/// <summary>
/// Everything that the rest of a training depends on, after an epoch. What is drawn follows from seed, epoch and step, so that no
/// generator has a state to be kept: a training that goes on from here ends with the bytes of one that was never interrupted.
/// </summary>
/// <param name="path">Of the file.</param>
/// <param name="pause">Between two that are written.</param>
internal sealed class Checkpoint(string path, TimeSpan pause, TimeProvider clock)
{
    private long written = clock.GetTimestamp();

    /// <summary>Writes the file anew, unless the last one is young. Written beside and renamed: a half-written one is never read.</summary>
    /// <param name="metrics">What was told of the epochs.</param>
    public void Offer(int epoch, Module network, IOptimizer optimizer, BestEpoch best, IReadOnlyList<TorchEvent> metrics)
    {
        if (clock.GetElapsedTime(written) < pause)
        {
            return;
        }

        var shapes = network.All.ToDictionary(p => p.Name, p => p.Tensor.Shape, StringComparer.Ordinal);
        var tensors = Named("network", network.All).Concat(Named("optimizer", optimizer.State))
            .Concat((best.Network ?? new Dictionary<string, float[]>()).Select(n => ($"best.{n.Key}", shapes[n.Key], n.Value)));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        SafeTensors.Write(path + ".part", tensors, new Dictionary<string, string>
        {
            ["epoch"] = epoch.ToString(CultureInfo.InvariantCulture),
            ["steps"] = optimizer.Steps.ToString(CultureInfo.InvariantCulture),
            ["best-epoch"] = best.Epoch.ToString(CultureInfo.InvariantCulture),
            ["best-value"] = best.Value.ToString("R", CultureInfo.InvariantCulture),
            ["metrics"] = JsonSerializer.Serialize(metrics, TorchJson.Default.IReadOnlyListTorchEvent),
        });
        File.Move(path + ".part", path, overwrite: true);
        written = clock.GetTimestamp();
    }

    /// <summary>Goes on from the file; the epoch that comes next, 0 where there is no file that fits, and what was told of those before it.</summary>
    public (int Epoch, IReadOnlyList<TorchEvent> Metrics) Resume(Module network, IOptimizer optimizer, BestEpoch best)
    {
        try
        {
            if (!File.Exists(path))
            {
                return (0, []);
            }

            var tensors = SafeTensors.Read(path, out var facts);
            (Tensor Target, float[] Values)[] all =
            [
                .. network.All.Select(p => (p.Tensor, tensors[$"network.{p.Name}"].Values)),
                .. optimizer.State.Select(s => (s.Tensor, tensors[$"optimizer.{s.Name}"].Values)),
            ];
            if (all.Any(a => a.Target.Count != a.Values.Length))
            {
                return (0, []);
            }

            var (epoch, steps) = (int.Parse(facts["epoch"], CultureInfo.InvariantCulture), long.Parse(facts["steps"], CultureInfo.InvariantCulture));
            var (bestEpoch, bestValue) = (int.Parse(facts["best-epoch"], CultureInfo.InvariantCulture), double.Parse(facts["best-value"], CultureInfo.InvariantCulture));
            var metrics = JsonSerializer.Deserialize(facts["metrics"], TorchJson.Default.IReadOnlyListTorchEvent)!;
            var kept = tensors.Where(t => t.Key.StartsWith("best.", StringComparison.Ordinal)).ToDictionary(t => t.Key["best.".Length..], t => t.Value.Values, StringComparer.Ordinal);
            foreach (var (target, values) in all)
            {
                target.Write<float>(values);
            }

            optimizer.Steps = steps;
            best.Resume(bestValue, bestEpoch, kept.Count > 0 ? kept : null);
            return (epoch + 1, metrics);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or KeyNotFoundException or FormatException or JsonException)
        {
            // Damaged, or of another network: the training begins anew.
            return (0, []);
        }
    }

    private static IEnumerable<(string Name, IReadOnlyList<long> Shape, float[] Values)> Named(string prefix, IEnumerable<(string Name, Tensor Tensor)> tensors) =>
        tensors.Select(t => ($"{prefix}.{t.Name}", t.Tensor.Shape, t.Tensor.ToArray<float>()));
}
