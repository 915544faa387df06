using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lepton.Core.Digests;

namespace Lepton.Specs.Schema;

/// <summary>The scalar types of the spec format.</summary>
public static partial class Types
{
    private static readonly Dictionary<string, double> SizeUnits = new(StringComparer.Ordinal)
    {
        ["B"] = 1, ["kB"] = 1e3, ["KB"] = 1e3, ["MB"] = 1e6, ["GB"] = 1e9, ["TB"] = 1e12,
        ["KiB"] = 1L << 10, ["MiB"] = 1L << 20, ["GiB"] = 1L << 30, ["TiB"] = 1L << 40,
    };

    private static readonly Dictionary<string, double> TimeUnits = new(StringComparer.Ordinal)
    {
        ["us"] = 1, ["ms"] = 1e3, ["s"] = 1e6, ["m"] = 60e6, ["h"] = 3600e6, ["d"] = 86400e6,
    };

    /// <summary>Any text.</summary>
    public static SpecType<string> Text { get; } =
        new ScalarType<string>("text", (n, _) => (!n.IsNull, n.Text), () => new JsonObject { ["type"] = "string" });

    /// <summary>Text, a number or a boolean, kept as text.</summary>
    public static SpecType<string> Word { get; } = new ScalarType<string>(
        "text, a number or a boolean", (n, _) => (!n.IsNull, n.Text), () => new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") });

    /// <summary>A name of lower-case letters, digits and dashes that begins with a letter.</summary>
    public static SpecType<string> Name { get; } = new ScalarType<string>(
        "a name of lower-case letters, digits and dashes that begins with a letter",
        (n, _) => (IsName(n.Text), n.Text),
        () => new JsonObject { ["type"] = "string", ["pattern"] = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$", ["maxLength"] = 100 });

    public static SpecType<bool> Boolean { get; } =
        new ScalarType<bool>("true or false", (n, _) => (n.TryBoolean(out var value), value), () => new JsonObject { ["type"] = "boolean" });

    /// <summary>A SHA-256 digest in hexadecimal, with or without <c>sha256:</c>.</summary>
    public static SpecType<Digest?> Sha256 { get; } = new ScalarType<Digest?>(
        "a sha256 digest of 64 hexadecimal digits",
        (n, _) => (Digest.TryParse(n.Text, out var digest), digest),
        () => new JsonObject { ["type"] = "string", ["pattern"] = "^(sha256:)?[0-9a-fA-F]{64}$" });

    /// <summary>A repository of an OCI registry.</summary>
    public static SpecType<string> OciUrl { get; } = new ScalarType<string>(
        "a repository such as oci://ghcr.io/acme/lepton-cache, in lower case",
        (n, _) => (OciUrlPattern().IsMatch(n.Text), n.Text),
        () => Pattern(OciPattern));

    /// <summary>The name of an environment variable, written <c>env:NAME</c>: the only way to name a secret.</summary>
    public static SpecType<string> EnvironmentVariable { get; } = new ScalarType<string>(
        "an environment variable, written env:NAME",
        (n, _) => (VariablePattern().IsMatch(n.Text), n.Text.Split(':')[^1]),
        () => Pattern("^env:[A-Za-z_][A-Za-z0-9_]*$"));

    /// <summary>A size in bytes, such as <c>512MiB</c> or <c>5MB</c>.</summary>
    public static SpecType<long?> Size { get; } = new ScalarType<long?>(
        "a size such as 512MiB or 5MB", (n, _) => Quantity(n.Text, SizeUnits), () => Pattern("^[0-9]+(\\.[0-9]+)? ?(B|kB|KB|MB|GB|TB|KiB|MiB|GiB|TiB)$"));

    /// <summary>A length of time, such as <c>90s</c>, <c>10m</c>, <c>2h</c> or <c>2ms</c>, in microseconds.</summary>
    public static SpecType<long?> Duration { get; } = new ScalarType<long?>(
        "a length of time such as 2ms, 90s, 10m or 2h", (n, _) => Quantity(n.Text, TimeUnits), () => Pattern("^[0-9]+(\\.[0-9]+)? ?(us|ms|s|m|h|d)$"));

    /// <summary>A whole number within bounds, both allowed.</summary>
    public static SpecType<int?> Integer(int min = int.MinValue, int max = int.MaxValue) => new ScalarType<int?>(
        "a whole number",
        (n, context) =>
        {
            if (!n.TryInteger(out var value))
            {
                return (false, null);
            }

            if (value < min || value > max)
            {
                context.Add(SpecDiagnostics.OutOfRange(context.At(n), n.Text, Range(min == int.MinValue ? null : min, max == int.MaxValue ? null : max)));
                return (true, null);
            }

            return (true, (int)value);
        },
        () => Bounds("integer", min == int.MinValue ? null : min, max == int.MaxValue ? null : max));

    /// <summary>A finite number within bounds, both allowed.</summary>
    public static SpecType<double?> Number(double? min = null, double? max = null) => new ScalarType<double?>(
        "a number",
        (n, context) =>
        {
            if (!n.TryNumber(out var value))
            {
                return (false, null);
            }

            if (value < min || value > max)
            {
                context.Add(SpecDiagnostics.OutOfRange(context.At(n), n.Text, Range(min, max)));
            }

            return (true, value);
        },
        () => Bounds("number", min, max));

    /// <summary>One of an enum's words.</summary>
    public static SpecType<T> OneOf<T>(string what)
        where T : struct, Enum => new ScalarType<T>(
        $"a {what}: {string.Join(", ", Words.All<T>())}",
        (n, context) =>
        {
            if (Words.TryParse<T>(n.Text, out var value))
            {
                return (true, value);
            }

            context.Add(SpecDiagnostics.UnknownWord(context.At(n), n.Text, what, Words.All<T>().ToList()));
            return (true, default);
        },
        () => new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. Words.All<T>().Select(w => (JsonNode)w)]) });

    /// <summary>The bounds in words, such as <c>0 … 1</c>.</summary>
    public static string Range(double? min, double? max) => (min, max) switch
    {
        (null, null) => "any",
        ({ } low, null) => $"at least {Shortest(low)}",
        (null, { } high) => $"at most {Shortest(high)}",
        ({ } low, { } high) => $"{Shortest(low)} … {Shortest(high)}",
    };

    private static string Shortest(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static (bool Fits, long? Value) Quantity(string text, Dictionary<string, double> units)
    {
        var match = QuantityPattern().Match(text);
        return match.Success && units.TryGetValue(match.Groups[2].Value, out var unit)
            ? (true, (long)Math.Round(double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * unit))
            : (false, null);
    }

    // The pattern of the schema, without a regular expression: names are read at every start.
    private static bool IsName(string text) =>
        text.Length is > 0 and <= 100
        && char.IsAsciiLetterLower(text[0])
        && text[^1] != '-'
        && !text.Contains("--", StringComparison.Ordinal)
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static JsonObject Pattern(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };

    private static JsonObject Bounds(string type, double? min, double? max)
    {
        var schema = new JsonObject { ["type"] = type };
        if (min is { } low)
        {
            schema["minimum"] = low;
        }

        if (max is { } high)
        {
            schema["maximum"] = high;
        }

        return schema;
    }

    // A host with its port, and path components of the distribution specification.
    private const string OciPattern = "^oci://[A-Za-z0-9.\\-\\[\\]:]+(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)+$";

    [GeneratedRegex(OciPattern)]
    private static partial Regex OciUrlPattern();

    [GeneratedRegex("^env:[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex VariablePattern();

    [GeneratedRegex("^([0-9]+(?:\\.[0-9]+)?) ?([A-Za-z]+)\\z")]
    private static partial Regex QuantityPattern();
}
