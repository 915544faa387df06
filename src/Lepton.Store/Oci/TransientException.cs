using System.Diagnostics.CodeAnalysis;

namespace Lepton.Store.Oci;

/// <summary>A request that failed in a way that may be over at the next attempt.</summary>
[SuppressMessage("Design", "CA1064", Justification = "It never leaves this folder: RegistryHttp makes an OciException of it.")]
internal sealed class TransientException : Exception
{
    public TransientException(string message, TimeSpan? after = null, Exception? inner = null)
        : base(message, inner) => After = after;

    /// <summary>Whether nothing came in time: who was silent once is asked once more, not again and again.</summary>
    public bool IsSilence => InnerException is OperationCanceledException;

    /// <summary>The pause that the registry asked for.</summary>
    public TimeSpan? After { get; }
}
