using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Lepton.GitOps.Report;

/// <summary>Charts that GitHub draws in a comment: the ROC curves of a binary model and of what it is compared with.</summary>
internal static class MermaidCharts
{
    private const int Steps = 20;

    public static string Of(ReportedModel model)
    {
        if (model.Curves?["baseline"] is not JsonObject both || both["candidate"]?["roc"] is not JsonArray candidate || both["reference"]?["roc"] is not JsonArray reference)
        {
            return string.Empty;
        }

        var text = new StringBuilder("```mermaid\nxychart-beta\n  title \"ROC: base and candidate\"\n  x-axis \"false positive rate\" 0 --> 1\n  y-axis \"true positive rate\" 0 --> 1\n");
        foreach (var curve in new[] { reference, candidate })
        {
            text.Append("  line [").AppendJoin(", ", Enumerable.Range(0, Steps + 1).Select(i => At(curve, (double)i / Steps).ToString("0.###", CultureInfo.InvariantCulture))).Append("]\n");
        }

        return text.Append("```\n\n").ToString();
    }

    // The curve's height at a false positive rate; of several at the same one the highest.
    private static double At(JsonArray curve, double x)
    {
        double height = 0, before = 0, lower = 0;
        foreach (var point in curve)
        {
            var (px, py) = (point![0]!.GetValue<double>(), point[1]!.GetValue<double>());
            if (px <= x)
            {
                (height, before, lower) = (py, px, py);
            }
            else
            {
                return lower + ((py - lower) * (x - before) / (px - before));
            }
        }

        return height;
    }
}
