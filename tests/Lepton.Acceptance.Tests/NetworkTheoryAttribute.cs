namespace Lepton.Acceptance.Tests;

/// <summary>A theory that is left out, and says so, where there is no libtorch.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NetworkTheoryAttribute : TheoryAttribute
{
    public NetworkTheoryAttribute() => Skip = NetworkFactAttribute.Reason;
}
