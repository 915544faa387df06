using System.Globalization;

namespace Lepton.Training.Torch.Network;

/// <summary>The network that a training starts from: all of it but the last layer, which is new.</summary>
internal static class PretrainedNetwork
{
    public const string File = "start.safetensors";

    // Differences that a message shows.
    private const int Shown = 12;

    /// <summary>Sets the values of all parameters and buffers that are not of the last layer.</summary>
    /// <exception cref="UnfitException">Names or shapes differ; all of them are told.</exception>
    public static void Load(string path, NetworkModule network)
    {
        var found = SafeTensors.Read(path);
        var wanted = network.All.Where(p => !IsNew(p.Name)).ToList();
        var problems = new List<string>();
        foreach (var (name, tensor) in wanted)
        {
            if (!found.TryGetValue(name, out var other))
            {
                problems.Add($"{name} [{Text(tensor.Shape)}] is missing");
            }
            else if (!tensor.Shape.SequenceEqual(other.Shape))
            {
                problems.Add($"{name} is [{Text(other.Shape)}] and must be [{Text(tensor.Shape)}]");
            }
        }

        problems.AddRange(found.Keys.Where(n => !IsNew(n) && wanted.TrueForAll(w => w.Name != n)).Order(StringComparer.Ordinal).Select(n => $"{n} [{Text(found[n].Shape)}] has no place"));
        if (problems.Count > 0)
        {
            var more = problems.Count > Shown ? [$"and {(problems.Count - Shown).ToString(CultureInfo.InvariantCulture)} more"] : Array.Empty<string>();
            throw new UnfitException(UnfitException.Start, string.Join("; ", problems.Take(Shown).Concat(more)));
        }

        foreach (var (name, tensor) in wanted)
        {
            tensor.Write<float>(found[name].Values);
        }
    }

    /// <summary>Whether a parameter is of the last layer, or of those that adapt what was there.</summary>
    public static bool IsNew(string name) => NetworkModule.IsHead(name) || name.Contains("." + Modules.AttentionModule.Lora, StringComparison.Ordinal);

    private static string Text(IEnumerable<long> shape) => string.Join(", ", shape.Select(s => s.ToString(CultureInfo.InvariantCulture)));
}
