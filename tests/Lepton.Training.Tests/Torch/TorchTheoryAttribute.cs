namespace Lepton.Training.Tests.Torch;

/// <summary>A theory that is left out, and says so, where there is no libtorch.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TorchTheoryAttribute : TheoryAttribute
{
    public TorchTheoryAttribute() => Skip = TorchFactAttribute.Reason;
}
