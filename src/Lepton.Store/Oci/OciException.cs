namespace Lepton.Store.Oci;

/// <summary>A registry did not do what it was asked for.</summary>
public sealed class OciException : Exception
{
    public OciException(OciFailure failure, string message, Exception? inner = null)
        : base(message, inner) => Failure = failure;

    public OciFailure Failure { get; }
}
