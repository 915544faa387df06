namespace Lepton.Core;

/// <summary>Chooses one exit code out of several.</summary>
public static class ExitCodes
{
    private static readonly ExitCode[] Precedence =
        [ExitCode.Cancelled, ExitCode.Usage, ExitCode.Infrastructure, ExitCode.StepFailed, ExitCode.Gate];

    /// <summary>The code that wins: 130, then 2, 4, 1, 3; <see cref="ExitCode.Done"/> where none is set.</summary>
    public static ExitCode Worst(IEnumerable<ExitCode> codes)
    {
        var set = codes.ToHashSet();
        return Array.Find(Precedence, set.Contains);
    }
}
