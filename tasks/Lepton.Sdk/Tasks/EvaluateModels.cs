namespace Lepton.Sdk.Tasks;

/// <summary>Measures models on their test rows; trains what must be trained.</summary>
[MSBuildMultiThreadableTask]
public sealed class EvaluateModels : LeptonTask
{
    /// <inheritdoc/>
    protected override string Verb => "evaluate";
}
