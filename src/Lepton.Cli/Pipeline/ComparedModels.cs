namespace Lepton.Cli.Pipeline;

/// <summary>Which models a command compares with others.</summary>
internal enum ComparedModels
{
    /// <summary>Those whose gates ask for it and that become others than their locks say.</summary>
    Changed,

    /// <summary>Those whose gates ask for it.</summary>
    Gated,

    /// <summary>Every one.</summary>
    All,
}
