namespace Nuke.Common;

/// <summary>What components of a build can rely on.</summary>
public interface INukeBuild
{
    bool IsFailing { get; }

    bool IsSucceeding { get; }

    int? ExitCode { get; set; }
}
