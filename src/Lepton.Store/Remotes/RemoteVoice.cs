using System.Collections.Concurrent;
using Lepton.Core.Diagnostics;

namespace Lepton.Store.Remotes;

/// <summary>Says of a remote what is wrong with it, each thing once.</summary>
internal sealed class RemoteVoice(Action<Diagnostic> tell)
{
    private readonly ConcurrentDictionary<string, bool> said = new(StringComparer.Ordinal);

    public void Say(Diagnostic diagnostic)
    {
        if (said.TryAdd(diagnostic.Code, true))
        {
            tell(diagnostic);
        }
    }
}
