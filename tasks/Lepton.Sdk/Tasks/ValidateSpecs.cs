namespace Lepton.Sdk.Tasks;

/// <summary>Checks every spec of the models' workspaces.</summary>
[MSBuildMultiThreadableTask]
public sealed class ValidateSpecs : LeptonTask
{
    /// <inheritdoc/>
    protected override string Verb => "validate";
}
