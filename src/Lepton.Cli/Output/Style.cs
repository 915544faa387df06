namespace Lepton.Cli.Output;

/// <summary>Colours, if they are wanted.</summary>
internal sealed class Style(bool enabled)
{
    public string Good(string text) => Wrap(text, "32");

    public string Bad(string text) => Wrap(text, "31");

    public string Doubt(string text) => Wrap(text, "33");

    public string Quiet(string text) => Wrap(text, "2");

    public string Strong(string text) => Wrap(text, "1");

    /// <summary>A value that became another, each cut to what a line bears.</summary>
    public string Change(string? before, string? now) => $"{Bad(Short(before))} -> {Good(Short(now))}";

    private static string Short(string? json) => json is null ? "nothing" : json.Length > 80 ? json[..77] + "..." : json;

    private string Wrap(string text, string code) => enabled ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
