using EmbeddedSeq.Trainer.Pictures;

namespace EmbeddedSeq.Trainer.Examples;

/// <summary>The picture of eseq explain gradients: the gradient as it is and as the two clippings let it through, logarithmic, over the recurrent weight.</summary>
public static class GradientPicture
{
    private const int Width = 760, Height = 420, Left = 70, Right = 600, Top = 60, Bottom = 360;
    private const double Lowest = -40, Highest = 40; // Powers of ten: what a float can hold.

    /// <summary>Draws points, ascending by weight, into a file.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Save(string path, IReadOnlyList<GradientPoint> points)
    {
        var svg = new SvgCanvas(Width, Height, "Gradient of w^999 by the recurrent weight w");
        (double first, double last) = (points[0].Weight, points[^1].Weight);
        double X(double weight) => Left + (Right - Left) * (weight - first) / (last - first);
        double Y(double power) => Bottom - (Bottom - Top) * (Math.Clamp(power, Lowest, Highest) - Lowest) / (Highest - Lowest);
        for (int power = (int)Lowest; power <= Highest; power += 10)
        {
            svg.Line(power == (int)Lowest ? "axis" : "grid", Left, Y(power), Right, Y(power));
            svg.Text("quiet", Left - 8, Y(power) + 4, "end", $"1e{power}");
        }
        for (int i = 0; i <= 5; i++)
        {
            double weight = first + (last - first) * i / 5;
            svg.Line("axis", X(weight), Bottom, X(weight), Bottom + 4);
            svg.Text("quiet", X(weight), Bottom + 18, "middle", FormattableString.Invariant($"{weight:0.###}"));
        }
        svg.Text("quiet", (Left + Right) / 2, Height - 16, "middle", "recurrent weight w");
        Curve("b", "no clipping", p => Math.Abs(p.Gradient), 0);
        Curve("a", "value clipped at 15", p => Math.Min(GradientExample.ClipValue, Math.Abs(p.Gradient)), -8);
        Curve("c", "norm clipped at 1", p => Math.Abs(p.Gradient) * Math.Min(1, GradientExample.ClipNorm / p.Norm), 8);
        svg.Save(path);

        void Curve(string style, string name, Func<GradientPoint, double> size, double shift)
        {
            (double X, double Y)[] path = [.. points.Where(p => float.IsFinite(p.Gradient)).Select(p => (X(p.Weight), Y(Math.Log10(Math.Max(1e-300, size(p))))))];
            svg.Path(style, path);
            svg.Text("f" + style, path[^1].X + 8, path[^1].Y + 4 + shift, "start", name);
        }
    }
}
