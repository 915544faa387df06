using System.Text.RegularExpressions;
using Lepton.Core.Diagnostics;
using Lepton.Specs.Yaml;

namespace Lepton.Specs.Checks;

/// <summary>Refuses literals that look like credentials.</summary>
internal static partial class SecretScan
{
    // Setting up the pattern takes longer than reading the specs: it is asked only about texts that hold one of these.
    private static readonly string[] Marks = ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "AKIA", "xox", "sk-", "-----BEGIN", "eyJ", "@"];

    public static void Run(SpecDocument document, List<Diagnostic> diagnostics) => Visit(document.Root, document, diagnostics);

    private static void Visit(SpecNode node, SpecDocument document, List<Diagnostic> diagnostics)
    {
        switch (node)
        {
            case ScalarNode scalar when scalar.Text.Length >= 12 && Array.Exists(Marks, m => scalar.Text.Contains(m, StringComparison.Ordinal)) && LooksSecret().IsMatch(scalar.Text):
                diagnostics.Add(SpecDiagnostics.SecretLiteral(document.At(scalar)));
                break;
            case MappingNode map:
                foreach (var (_, value) in map.Entries)
                {
                    Visit(value, document, diagnostics);
                }

                break;
            case SequenceNode list:
                foreach (var item in list.Items)
                {
                    Visit(item, document, diagnostics);
                }

                break;
            default:
                break;
        }
    }

    // GitHub, AWS, Slack and OpenAI tokens, private keys, JSON web tokens, user:password@ in an address.
    [GeneratedRegex(@"\b(gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|AKIA[0-9A-Z]{16}|xox[abprs]-[A-Za-z0-9-]{10,}|sk-[A-Za-z0-9_-]{20,})|-----BEGIN [A-Z ]*PRIVATE KEY|\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.|://[^/\s:@]+:[^/\s@$]+@", RegexOptions.CultureInvariant)]
    private static partial Regex LooksSecret();
}
