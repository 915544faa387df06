using Lepton.Specs.Schema;

namespace Lepton.Specs.Workspaces;

/// <summary>A kind of build machine that the forge lends.</summary>
/// <param name="Labels">What a job asks for by <c>runs-on</c>.</param>
/// <param name="Cpu">Cores that it has; null for as many as asked for.</param>
/// <param name="Gpu">GPUs that it has; null for as many as asked for.</param>
/// <param name="Memory">Bytes that it has; null for as many as asked for.</param>
public sealed record RunnerSpec(IReadOnlyList<string> Labels, int? Cpu, int? Gpu, long? Memory)
{
    /// <summary>GitHub's own machine, one's own without a GPU, one's own with GPUs.</summary>
    public static IReadOnlyList<RunnerSpec> Usual { get; } =
    [
        new(["ubuntu-latest"], 4, 0, 16L << 30),
        new(["self-hosted", "linux"], null, 0, null),
        new(["self-hosted", "linux", "gpu"], null, null, null),
    ];

    internal static SpecType<RunnerSpec> Type { get; } = new ObjectType<RunnerSpec>("a runner such as { labels: [ubuntu-latest], cpu: 4, memory: 16GiB }", r => new RunnerSpec(
        r.Required("labels", new ListType<string>(Types.Text, 1), "what a job asks for by runs-on"),
        r.Optional("cpu", Types.Integer(1, 1024), null, "cores that it has; without it any number"),
        r.Optional("gpu", Types.Integer(0, 64), 0, "GPUs that it has"),
        r.Optional("memory", Types.Size, null, "memory that it has; without it any amount")));

    /// <summary>Whether steps with these resources can run on it.</summary>
    public bool Suits(Resources resources) =>
        resources.Cpu <= (Cpu ?? int.MaxValue) && resources.Gpu <= (Gpu ?? int.MaxValue) && (resources.Memory ?? 0) <= (Memory ?? long.MaxValue);
}
