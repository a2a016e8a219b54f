using System.Globalization;
using System.Security;
using System.Text;

namespace EmbeddedSeq.Trainer.Metrics;

/// <summary>The course of a training as a picture of its own (SVG 1.1): losses above, error rates below, over epochs. Follows the reader's light or dark scheme.</summary>
internal static class CurveSvg
{
    private const int Width = 760, Left = 64, Right = 690, Top = 66, PanelHeight = 190, PanelGap = 50, Bottom = Top + 2 * PanelHeight + PanelGap + 48;

    private const string Style = """
        <style>
        .surface{fill:#fcfcfb}.ink{fill:#1a1a19}.quiet{fill:#5f5e58}.grid{stroke:#e4e3dd}.axis{stroke:#a9a8a0}
        .a{stroke:#2a78d6}.b{stroke:#d9591c}.c{stroke:#128a63}.fa{fill:#2a78d6}.fb{fill:#d9591c}.fc{fill:#128a63}
        @media(prefers-color-scheme:dark){
        .surface{fill:#1a1a19}.ink{fill:#f2f1ec}.quiet{fill:#b5b4ab}.grid{stroke:#33332f}.axis{stroke:#6f6e67}
        .a{stroke:#5b9bee}.b{stroke:#f0824c}.c{stroke:#3fbf93}.fa{fill:#5b9bee}.fb{fill:#f0824c}.fc{fill:#3fbf93}}
        text{font:12px system-ui,sans-serif}.title{font-size:15px;font-weight:600}.line{fill:none;stroke-width:2;stroke-linejoin:round}
        </style>
        """;

    /// <summary>Draws the rows.</summary>
    /// <param name="title">Heading.</param>
    /// <param name="rows">Oldest first; values that are missing or not finite are passed over.</param>
    public static string Render(string title, IReadOnlyList<TrainingMetrics> rows)
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Bottom}\" width=\"{Width}\" height=\"{Bottom}\" role=\"img\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<title>{SecurityElement.Escape(title)}</title>\n{Style}\n<rect class=\"surface\" width=\"{Width}\" height=\"{Bottom}\"/>\n");
        Text(svg, "title ink", 16, 28, "start", title);
        var epochs = new CurveAxis(rows.Select(r => r.Epoch).DefaultIfEmpty(1).Max(), 8);
        Panel(svg, rows, epochs, Top, "loss", "", [new("a", "training", r => r.Loss), new("b", "dev", r => r.DevLoss)]);
        Panel(svg, rows, epochs, Top + PanelHeight + PanelGap, "error rate on dev, %", "%", [new("b", "CER", r => 100 * r.DevCer), new("c", "WER", r => 100 * r.DevWer)]);
        Text(svg, "quiet", (Left + Right) / 2, Bottom - 10, "middle", "epoch");
        return svg.Append("</svg>\n").ToString();
    }

    private static void Panel(StringBuilder svg, IReadOnlyList<TrainingMetrics> rows, CurveAxis epochs, int top, string name, string unit, Curve[] curves)
    {
        int bottom = top + PanelHeight;
        var values = new CurveAxis(curves.SelectMany(c => rows.Select(c.Value)).Where(IsShown).Max() ?? 1, 5);
        double Y(double value) => bottom - PanelHeight * value / values.End;
        double X(double epoch) => Left + (Right - Left) * epoch / epochs.End;
        Text(svg, "ink", 16, top - 10, "start", name);
        for (int i = 0; i <= values.Count; i++)
        {
            Line(svg, i == 0 ? "axis" : "grid", Left, Y(i * values.Step), Right, Y(i * values.Step));
            Text(svg, "quiet", Left - 8, Y(i * values.Step) + 4, "end", Number(i * values.Step));
        }
        for (int i = 0; i <= epochs.Count; i++)
        {
            Line(svg, "axis", X(i * epochs.Step), bottom, X(i * epochs.Step), bottom + 4);
            Text(svg, "quiet", X(i * epochs.Step), bottom + 18, "middle", Number(i * epochs.Step));
        }
        double labelled = double.NegativeInfinity;
        foreach (Curve curve in curves.OrderBy(c => Y(LastOf(c, rows) ?? 0)))
        {
            if (LastOf(curve, rows) is not { } last) continue;
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"line {curve.Class}\" d=\"{Path(curve, rows, X, Y)}\"/>\n");
            // Labels of curves that end close together move apart.
            labelled = Math.Max(Y(last) + 4, labelled + 15);
            Text(svg, "f" + curve.Class, Right + 6, labelled, "start", curve.Name);
            svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"f{curve.Class}\" cx=\"{X(rows.Last(r => IsShown(curve.Value(r))).Epoch):0.#}\" cy=\"{Y(last):0.#}\" r=\"3\"><title>{curve.Name} {Number(last)}{unit}</title></circle>\n");
        }
    }

    private static string Path(Curve curve, IReadOnlyList<TrainingMetrics> rows, Func<double, double> x, Func<double, double> y)
    {
        var path = new StringBuilder();
        foreach (TrainingMetrics row in rows)
        {
            if (curve.Value(row) is { } value && IsShown(value))
                path.Append(CultureInfo.InvariantCulture, $"{(path.Length == 0 ? 'M' : 'L')}{x(row.Epoch):0.#} {y(value):0.#}");
        }
        return path.ToString();
    }

    private static double? LastOf(Curve curve, IReadOnlyList<TrainingMetrics> rows) => rows.Select(curve.Value).LastOrDefault(IsShown);

    private static bool IsShown(double? value) => value is { } v && double.IsFinite(v) && v >= 0;

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static void Line(StringBuilder svg, string style, double x1, double y1, double x2, double y2) =>
        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"{style}\" x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\"/>\n");

    private static void Text(StringBuilder svg, string style, double x, double y, string anchor, string text) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"{style}\" x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\">{SecurityElement.Escape(text)}</text>\n");

    private sealed record Curve(string Class, string Name, Func<TrainingMetrics, double?> Value);
}
