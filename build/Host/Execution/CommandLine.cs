namespace Nuke.Common.Execution;

/// <summary>Targets and switches of a command line. Names of switches are compared without dashes and case, as NUKE does.</summary>
internal sealed class CommandLine
{
    private readonly Dictionary<string, List<string>> switches = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> spelling = new(StringComparer.OrdinalIgnoreCase);

    private CommandLine()
    {
    }

    public List<string> Targets { get; } = [];

    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        var line = new CommandLine();
        List<string>? values = null;
        foreach (var argument in arguments)
        {
            if (argument.StartsWith("--", StringComparison.Ordinal) || (argument.StartsWith('-') && argument.Length > 1 && char.IsLetter(argument[1])))
            {
                var text = argument.TrimStart('-');
                var equals = text.IndexOf('=', StringComparison.Ordinal);
                var name = Normalise(equals < 0 ? text : text[..equals]);

                // The last occurrence wins.
                line.switches[name] = values = equals < 0 ? [] : [text[(equals + 1)..]];
                line.spelling[name] = argument;
            }
            else if (values is null)
            {
                line.Targets.AddRange(argument.Split('+'));
            }
            else
            {
                values.Add(argument);
            }
        }

        return line;
    }

    public bool Has(string name) => switches.ContainsKey(Normalise(name));

    public IReadOnlyList<string>? Values(string name) => switches.GetValueOrDefault(Normalise(name));

    /// <exception cref="InvalidUsageException">A switch is none of these.</exception>
    public void RequireKnown(IReadOnlyList<string> known)
    {
        foreach (var (name, text) in spelling)
        {
            if (!known.Any(k => string.Equals(Normalise(k), name, StringComparison.OrdinalIgnoreCase)))
            {
                throw new InvalidUsageException($"unknown switch '{text}'; known: {string.Join(", ", known.Select(k => "--" + k).Order(StringComparer.Ordinal))}");
            }
        }
    }

    public static string Normalise(string name) => name.Replace("-", string.Empty, StringComparison.Ordinal);
}
