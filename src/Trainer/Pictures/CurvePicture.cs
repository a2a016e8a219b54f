using System.Globalization;
using EmbeddedSeq.Trainer.Metrics;

namespace EmbeddedSeq.Trainer.Pictures;

/// <summary>The course of a training as a picture of its own (SVG 1.1): losses above, error rates below, over epochs. Follows the reader's light or dark scheme.</summary>
internal static class CurvePicture
{
    private const int Width = 760, Left = 64, Right = 690, Top = 66, PanelHeight = 190, PanelGap = 50, Bottom = Top + 2 * PanelHeight + PanelGap + 48;

    /// <summary>Draws the rows.</summary>
    /// <param name="title">Heading.</param>
    /// <param name="rows">Oldest first; values that are missing or not finite are passed over.</param>
    public static SvgCanvas Draw(string title, IReadOnlyList<TrainingMetrics> rows)
    {
        var svg = new SvgCanvas(Width, Bottom, title);
        var epochs = new CurveAxis(rows.Select(r => r.Epoch).DefaultIfEmpty(1).Max(), 8);
        Panel(svg, rows, epochs, Top, "loss", "", [new("a", "training", r => r.Loss), new("b", "dev", r => r.DevLoss)]);
        Panel(svg, rows, epochs, Top + PanelHeight + PanelGap, "error rate on dev, %", "%", [new("b", "CER", r => 100 * r.DevCer), new("c", "WER", r => 100 * r.DevWer)]);
        svg.Text("quiet", (Left + Right) / 2, Bottom - 10, "middle", "epoch");
        return svg;
    }

    private static void Panel(SvgCanvas svg, IReadOnlyList<TrainingMetrics> rows, CurveAxis epochs, int top, string name, string unit, Curve[] curves)
    {
        int bottom = top + PanelHeight;
        var values = new CurveAxis(curves.SelectMany(c => rows.Select(c.Value)).Where(IsShown).Max() ?? 1, 5);
        double Y(double value) => bottom - PanelHeight * value / values.End;
        double X(double epoch) => Left + (Right - Left) * epoch / epochs.End;
        svg.Text("ink", 16, top - 10, "start", name);
        for (int i = 0; i <= values.Count; i++)
        {
            svg.Line(i == 0 ? "axis" : "grid", Left, Y(i * values.Step), Right, Y(i * values.Step));
            svg.Text("quiet", Left - 8, Y(i * values.Step) + 4, "end", Number(i * values.Step));
        }
        for (int i = 0; i <= epochs.Count; i++)
        {
            svg.Line("axis", X(i * epochs.Step), bottom, X(i * epochs.Step), bottom + 4);
            svg.Text("quiet", X(i * epochs.Step), bottom + 18, "middle", Number(i * epochs.Step));
        }
        double labelled = double.NegativeInfinity;
        foreach (Curve curve in curves.OrderBy(c => Y(LastOf(c, rows) ?? 0)))
        {
            if (LastOf(curve, rows) is not { } last) continue;
            TrainingMetrics[] shown = [.. rows.Where(r => IsShown(curve.Value(r)))];
            svg.Path(curve.Class, shown.Select(r => (X(r.Epoch), Y(curve.Value(r)!.Value))));
            // Labels of curves that end close together move apart.
            labelled = Math.Max(Y(last) + 4, labelled + 15);
            svg.Text("f" + curve.Class, Right + 6, labelled, "start", curve.Name);
            svg.Dot("f" + curve.Class, X(shown[^1].Epoch), Y(last), $"{curve.Name} {Number(last)}{unit}");
        }
    }

    private static double? LastOf(Curve curve, IReadOnlyList<TrainingMetrics> rows) => rows.Select(curve.Value).LastOrDefault(IsShown);

    private static bool IsShown(double? value) => value is { } v && double.IsFinite(v) && v >= 0;

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private sealed record Curve(string Class, string Name, Func<TrainingMetrics, double?> Value);
}
