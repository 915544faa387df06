using Lepton.Specs.Models;
using Lepton.Training.Torch.Network;

namespace Lepton.Training.Torch.Workers;

/// <summary>
/// What a process with libtorch is asked to do. Rows lie in the folder as <see cref="PartRows"/> reads them; answers go there:
/// <c>network.safetensors</c>, and <c>NAME.margins</c> float32 row-major; of texts that are written their tokens, too, <c>NAME.written-starts</c> and <c>NAME.written</c>,
/// and in <c>NAME.written-clear</c> 1 where no other text was as good but for rounding.
/// </summary>
/// <param name="Folder">The work folder.</param>
/// <param name="Train">Whether the network is trained first; else it is read.</param>
/// <param name="Validation">Whether there are rows to look at after each epoch.</param>
/// <param name="Score">The rows whose margins are wanted, by name.</param>
/// <param name="Classes">Names of the classes or tags, in the order of the outputs.</param>
/// <param name="Threads">Within an operator.</param>
/// <param name="Checkpoint">The file that an interrupted training goes on from.</param>
/// <param name="CheckpointSeconds">Least time between two that are written.</param>
/// <param name="Stopping">The metric that decides when to stop, or null.</param>
/// <param name="Start">Whether training starts from the network of <see cref="PretrainedNetwork.File"/>.</param>
/// <param name="Freeze">Groups of parameters that stay as they are.</param>
/// <param name="Rates">Factors of the learning rate by group.</param>
/// <param name="Processes">How many train the network together.</param>
/// <param name="Rank">The number of this one, from 0; the first one writes and tells.</param>
/// <param name="Device">Where the first process computes: <c>cpu</c>, or <c>cuda:N</c>, and the others on the devices behind it.</param>
/// <param name="Texts">The first rows of those to score for which a text is written.</param>
/// <param name="TopK">Places that a metric of rankings counts.</param>
internal sealed record TorchRequest(
    string Folder,
    bool Train,
    bool Validation,
    IReadOnlyList<string> Score,
    TaskKind Task,
    IReadOnlyList<string> Classes,
    NetworkShape Shape,
    long Seed,
    int Threads,
    string? Stopping,
    int Patience,
    int TopK,
    string Checkpoint,
    double CheckpointSeconds,
    bool Start,
    IReadOnlyList<string> Freeze,
    IReadOnlyDictionary<string, double> Rates,
    int Processes = 1,
    int Rank = 0,
    int Texts = 0,
    string Device = TorchSession.Cpu)
{
    /// <summary>Where a process computes.</summary>
    public string DeviceOf(int rank) => Device == TorchSession.Cpu ? Device : $"cuda:{int.Parse(Device.AsSpan(Device.IndexOf(':') + 1)) + rank}";

    public string File(string name) => Path.Combine(Folder, name);
}
