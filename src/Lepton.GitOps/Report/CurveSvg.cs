using System.Globalization;
using System.Security;
using System.Text;
using System.Text.Json.Nodes;

namespace Lepton.GitOps.Report;

/// <summary>Curves of a candidate and of the base branch's model as pictures; colours fit light and dark pages.</summary>
internal static class CurveSvg
{
    private const int Side = 320;
    private const int Left = 56;
    private const int Top = 36;

    // Blue and orange of Okabe and Ito 2008: told apart by colour-blind people too.
    private const string Base = "#e69f00";
    private const string Candidate = "#0072b2";

    /// <summary>True against false positive rate; null where the model is not binary or there is no base.</summary>
    public static string? Roc(ReportedModel model) =>
        Both(model, "roc") is var (reference, candidate)
            ? Draw($"{model.Name}: ROC", "false positive rate", "true positive rate", Points(reference), Points(candidate))
            : null;

    /// <summary>How often the top label is right against how sure the model is; null where it has no probabilities or there is no base.</summary>
    public static string? Calibration(ReportedModel model) =>
        Both(model, "calibration") is var (reference, candidate)
            ? Draw($"{model.Name}: calibration", "confidence", "accuracy", Bins(reference), Bins(candidate))
            : null;

    private static (JsonArray Reference, JsonArray Candidate)? Both(ReportedModel model, string curve) =>
        model.Curves?["baseline"] is JsonObject both && both["reference"]?[curve] is JsonArray reference && both["candidate"]?[curve] is JsonArray candidate ? (reference, candidate) : null;

    private static IEnumerable<(double X, double Y)> Points(JsonArray curve) => curve.Select(p => (p![0]!.GetValue<double>(), p[1]!.GetValue<double>()));

    private static IEnumerable<(double X, double Y)> Bins(JsonArray bins) => bins.Select(b => (b!["confidence"]!.GetValue<double>(), b["accuracy"]!.GetValue<double>()));

    private static string Draw(string title, string across, string up, IEnumerable<(double X, double Y)> reference, IEnumerable<(double X, double Y)> candidate)
    {
        var (width, height) = (Left + Side + 24, Top + Side + 76);
        var svg = new StringBuilder();
        svg.Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{Text(title)}\" font-family=\"sans-serif\" font-size=\"12\">\n");
        svg.Append("<style>text{fill:#24292f}.line{stroke:#d0d7de}@media(prefers-color-scheme:dark){text{fill:#e6edf3}.line{stroke:#444c56}}</style>\n");
        svg.Append($"<text x=\"{Left}\" y=\"20\" font-size=\"14\" font-weight=\"bold\">{Text(title)}</text>\n");
        for (var tick = 0; tick <= 5; tick++)
        {
            var (at, label) = (tick / 5.0, (tick / 5.0).ToString("0.0", CultureInfo.InvariantCulture));
            svg.Append($"<path class=\"line\" d=\"M{X(at)} {Y(0)}V{Y(1)}M{X(0)} {Y(at)}H{X(1)}\"/><text x=\"{X(at)}\" y=\"{Top + Side + 16}\" text-anchor=\"middle\">{label}</text><text x=\"{Left - 6}\" y=\"{Y(at)}\" text-anchor=\"end\" dominant-baseline=\"middle\">{label}</text>\n");
        }

        svg.Append($"<path class=\"line\" stroke-dasharray=\"4\" d=\"M{X(0)} {Y(0)}L{X(1)} {Y(1)}\"/>\n");
        svg.Append($"<text x=\"{Left + (Side / 2)}\" y=\"{Top + Side + 36}\" text-anchor=\"middle\">{across}</text><text transform=\"translate(14 {Top + (Side / 2)}) rotate(-90)\" text-anchor=\"middle\">{up}</text>\n");
        Line(svg, reference, Base, "base", Left);
        Line(svg, candidate, Candidate, "candidate", Left + 90);
        return svg.Append("</svg>\n").ToString();
    }

    private static void Line(StringBuilder svg, IEnumerable<(double X, double Y)> points, string colour, string name, int legend)
    {
        svg.Append($"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" points=\"{string.Join(' ', points.Select(p => $"{X(p.X)},{Y(p.Y)}"))}\"/>\n");
        svg.Append($"<path stroke=\"{colour}\" stroke-width=\"3\" d=\"M{legend} {Top + Side + 58}h18\"/><text x=\"{legend + 24}\" y=\"{Top + Side + 62}\">{name}</text>\n");
    }

    private static string X(double value) => (Left + (Side * value)).ToString("0.##", CultureInfo.InvariantCulture);

    private static string Y(double value) => (Top + (Side * (1 - value))).ToString("0.##", CultureInfo.InvariantCulture);

    private static string Text(string text) => SecurityElement.Escape(text);
}
