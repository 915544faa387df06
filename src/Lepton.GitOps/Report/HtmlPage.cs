using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Lepton.GitOps.Report;

/// <summary>What all pages have in common: one HTML file that needs nothing else and may load nothing, in the style of the reports, with Chart.js where there is something to draw.</summary>
public static class HtmlPage
{
    /// <param name="body">What stands in the page, as HTML.</param>
    /// <param name="figures">What is drawn.</param>
    /// <param name="script">The name of the script that draws it.</param>
    /// <param name="hasCharts">Whether there is anything to draw.</param>
    public static string Write(string title, string body, JsonNode figures, string script, bool hasCharts)
    {
        var page = new StringBuilder(1 << 18);
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n");
        page.Append($"<title>{Text(title)}</title>\n<style>\n{Asset("report.css")}</style>\n</head>\n<body>\n").Append(body);
        page.Append("<div id=\"said\" class=\"said\" aria-live=\"polite\"></div>\n");

        // The default encoder escapes "<", which would end the script.
        page.Append("<script type=\"application/json\" id=\"figures\">").Append(figures.ToJsonString()).Append("</script>\n");
        if (hasCharts)
        {
            page.Append("<script>").Append(Asset("chart.js").Replace("//# sourceMappingURL=chart.umd.min.js.map", string.Empty, StringComparison.Ordinal)).Append("</script>\n");
        }

        return page.Append("<script>\n").Append(Asset(script)).Append("</script>\n</body>\n</html>\n").ToString();
    }

    /// <summary>Text as it may stand in HTML.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Asset(string name)
    {
        using var stream = typeof(HtmlPage).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not in this build: run ./build.sh Compile");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
