namespace Lepton.Specs;

/// <summary>The kinds of spec; the word is what <c>kind:</c> says.</summary>
public enum SpecKind
{
    Workspace,
    Dataset,
    Model,
    Hyperparameters,
    Policy,
    Deployment,
    Search,
}
