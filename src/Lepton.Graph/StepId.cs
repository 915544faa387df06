namespace Lepton.Graph;

/// <summary>A step of a dataset or a model, such as <c>train tumor-diagnosis</c>.</summary>
public sealed record StepId(string Kind, string Subject)
{
    public override string ToString() => $"{Kind} {Subject}";
}
