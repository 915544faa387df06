using System.IO.Enumeration;

namespace Lepton.Specs;

/// <summary>Names with <c>*</c> and <c>?</c>, matched with regard to case.</summary>
public static class NamePattern
{
    public static bool IsPattern(string name) => name.AsSpan().ContainsAny('*', '?');

    public static bool Matches(string pattern, string name) =>
        FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
