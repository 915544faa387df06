using System.Text;
using Lepton.Core.Json;

namespace Lepton.GitOps.Report;

/// <summary>The files of a report: a page for a comment, a page for a browser, its figures, and the curves as pictures.</summary>
public static class ReportFiles
{
    /// <summary>Names and contents; the same report gives the same bytes.</summary>
    public static IEnumerable<(string Name, byte[] Content)> Of(ChangeReport report)
    {
        yield return ("report.md", Encoding.UTF8.GetBytes(new MarkdownReport(report, "the workflow's artifact").Write()));
        yield return ("report.html", Encoding.UTF8.GetBytes(HtmlReport.Write(report)));
        yield return ("report.json", CanonicalJson.Serialize(ReportJson.Document(report)));
        foreach (var model in report.Models)
        {
            if (CurveSvg.Roc(model) is { } svg)
            {
                yield return ($"{model.Name}-roc.svg", Encoding.UTF8.GetBytes(svg));
            }

            if (CurveSvg.Calibration(model) is { } calibration)
            {
                yield return ($"{model.Name}-calibration.svg", Encoding.UTF8.GetBytes(calibration));
            }
        }
    }
}
