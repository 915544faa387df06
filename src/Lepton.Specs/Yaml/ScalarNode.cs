using System.Globalization;

namespace Lepton.Specs.Yaml;

/// <summary>A scalar; <paramref name="IsPlain"/> tells an unquoted one, the only kind that can be a number, a boolean or null.</summary>
public sealed record ScalarNode(string Text, bool IsPlain, int Line, int Column) : SpecNode(Line, Column)
{
    /// <summary>Null in YAML 1.2's core schema.</summary>
    public bool IsNull => IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";

    public bool TryBoolean(out bool value)
    {
        value = IsPlain && Text is "true" or "True" or "TRUE";
        return value || (IsPlain && Text is "false" or "False" or "FALSE");
    }

    public bool TryInteger(out long value)
    {
        value = 0;
        return IsPlain && long.TryParse(Digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>A finite number.</summary>
    public bool TryNumber(out double value)
    {
        value = 0;
        return IsPlain && double.TryParse(Digits, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    private string Digits => Text.Contains('_', StringComparison.Ordinal) ? Text.Replace("_", string.Empty, StringComparison.Ordinal) : Text;

    public override string Describe() => IsNull ? "nothing" : $"'{(Text.Length > 60 ? Text[..57] + "..." : Text)}'";
}
