namespace Lepton.Sdk.Tasks;

/// <summary>Judges models by their gates; trains and measures what must be.</summary>
[MSBuildMultiThreadableTask]
public sealed class GateModels : LeptonTask
{
    /// <inheritdoc/>
    protected override string Verb => "gate";
}
