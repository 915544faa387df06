using System.Security.Cryptography;
using System.Text;

namespace Lepton.GitOps.Forge;

/// <summary>The outputs of a step of GitHub Actions: lines in the file that <c>GITHUB_OUTPUT</c> names.</summary>
/// <param name="path">The file, or null outside of a workflow: then nothing is written.</param>
public sealed class ActionOutputs(string? path)
{
    public static ActionOutputs OfProcess() => new(Environment.GetEnvironmentVariable("GITHUB_OUTPUT") is { Length: > 0 } path ? path : null);

    /// <summary>Appends values. A delimiter that nobody can guess keeps a value with line breaks from adding outputs of its own.</summary>
    public async Task WriteAsync(IReadOnlyList<(string Name, string Value)> outputs, CancellationToken cancellation)
    {
        if (path is null)
        {
            return;
        }

        var text = new StringBuilder();
        foreach (var (name, value) in outputs)
        {
            var delimiter = "lepton-" + RandomNumberGenerator.GetHexString(32, lowercase: true);
            text.Append(name).Append("<<").Append(delimiter).Append('\n').Append(value).Append('\n').Append(delimiter).Append('\n');
        }

        await File.AppendAllTextAsync(path, text.ToString(), cancellation);
    }
}
