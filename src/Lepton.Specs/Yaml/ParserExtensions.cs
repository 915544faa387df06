using YamlDotNet.Core;

namespace Lepton.Specs.Yaml;

internal static class ParserExtensions
{
    /// <summary>Makes the first event current.</summary>
    public static void MoveNextIfBefore(this Parser parser)
    {
        if (parser.Current is null)
        {
            parser.MoveNext();
        }
    }
}
