using System.Text;
using System.Text.RegularExpressions;
using Lepton.Core.Digests;
using Lepton.Store.Oci;

namespace Lepton.Store.Remotes;

/// <summary>
/// A part of a remote store that one kind of builder writes to, such as a branch: a repository of its own below the remote's,
/// so that the registry's own permissions tell who may write there.
/// </summary>
/// <param name="Name">As the spec and people write it, such as <c>main</c> or <c>feature/x</c>.</param>
public sealed partial record RemoteNamespace(string Name)
{
    private const int DigestDigits = 32;

    /// <summary>
    /// The name as one part of a repository's path. Two names never have the same: one that is not a plain lower-case word gets
    /// 128 bits of its SHA-256, behind two dashes that no plain word has.
    /// </summary>
    public string Component
    {
        get
        {
            if (Plain().IsMatch(Name))
            {
                return Name;
            }

            var readable = new StringBuilder();
            foreach (var c in Name.ToLowerInvariant().Take(40))
            {
                readable.Append(char.IsAsciiLetterOrDigit(c) ? c : '-');
            }

            var word = Dashes().Replace(readable.ToString(), "-").Trim('-');
            return $"{(word.Length == 0 ? "n" : word)}--{Digest.Of(Name).Hex[..DigestDigits]}";
        }
    }

    public OciReference In(OciReference remote) => remote.In(Component);

    [GeneratedRegex(@"\A(?=.{1,64}\z)[a-z0-9]+([._-][a-z0-9]+)*\z")]
    private static partial Regex Plain();

    [GeneratedRegex("-+")]
    private static partial Regex Dashes();
}
