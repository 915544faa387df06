namespace Lepton.GitOps.Forge;

/// <summary>A job of a build matrix.</summary>
/// <param name="Models">Names of the models that it trains, sorted.</param>
/// <param name="Labels">The runner that it asks for.</param>
/// <param name="Gpu">Whether one of its models asks for a GPU.</param>
/// <param name="Seconds">What its steps took when they last ran; null where nothing is known of one.</param>
/// <param name="Time">The longest that its models may take together; null where one has no limit.</param>
public sealed record MatrixJob(IReadOnlyList<string> Models, IReadOnlyList<string> Labels, bool Gpu, double? Seconds, TimeSpan? Time)
{
    /// <summary>Whether the machine is one's own: no change of a stranger may reach it.</summary>
    public bool IsSelfHosted => Labels.Contains("self-hosted", StringComparer.OrdinalIgnoreCase);
}
