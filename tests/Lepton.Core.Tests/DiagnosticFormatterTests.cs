using Lepton.Core.Diagnostics;

namespace Lepton.Core.Tests;

public class DiagnosticFormatterTests
{
    private readonly DiagnosticFormatter formatter = new("/w/sub");

    [Fact]
    public void Diagnostics_have_MSBuilds_canonical_form() => Assert.Equal(
        "../models/a.yaml(24,5): error LPT4002: auc is below 0.95. do this",
        formatter.Format(new Diagnostic("LPT4002", Severity.Error, "auc is below 0.95", new SourceLocation("/w/models/a.yaml", 24, 5), "do this", ExitCode.Gate)));

    [Fact]
    public void A_file_as_a_whole_has_no_line() => Assert.Equal(
        "a.csv: warning LPT2003: odd",
        formatter.Format(new Diagnostic("LPT2003", Severity.Warning, "odd", new SourceLocation("/w/sub/a.csv"), null, ExitCode.StepFailed)));

    [Fact]
    public void A_message_cannot_forge_a_second_line_or_move_the_cursor() => Assert.Equal(
        "lepton: error LPT1002: a b\u00b7[31m",
        formatter.Format(new Diagnostic("LPT1002", Severity.Error, "a\nb\u001b[31m", null, null, ExitCode.Usage)));
}
