using System.Globalization;
using EmbeddedSeq.Trainer.Pictures;

namespace EmbeddedSeq.Trainer.Examples;

/// <summary>The picture of eseq explain error-surface: a map of the loss, dark where it is low, with lines of equal loss.</summary>
public static class ErrorSurfacePicture
{
    private const int Left = 80, Top = 60, Side = 480, Width = 700, Height = 610;
    private const double Floor = 1e-4; // Losses below look alike.
    private static readonly double[] s_contours = [0.001, 0.01, 0.1, 0.3, 1, 2];
    private static readonly (double R, double G, double B)[] s_colors = [(68, 1, 84), (59, 82, 139), (33, 145, 140), (94, 201, 98), (253, 231, 37)];

    /// <summary>Draws a surface into a file.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Save(string path, ErrorSurface surface)
    {
        var svg = new SvgCanvas(Width, Height, "Squared error over two weights of a recurrent network");
        int columns = surface.Weights.Count, rows = surface.Biases.Count;
        double cell = (double)Side / columns, line = (double)Side / rows, largest = Math.Log(surface.Losses.Cast<float>().Max() / Floor);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
                svg.Box(Color(Math.Log(Math.Max(Floor, surface.Losses[row, column]) / Floor) / largest), Left + column * cell, Top + Side - (row + 1) * line, cell + 0.2, line + 0.2);
        }
        foreach (double level in s_contours) DrawContour(svg, surface, level, cell, line);
        svg.Mark(Left + Position(surface.Weights, surface.TrainedWeight) * cell, Top + Side - Position(surface.Biases, surface.TrainedBias) * line);
        Axis(surface.Weights, (value, at) => svg.Text("quiet", Left + at * Side, Top + Side + 18, "middle", value));
        Axis(surface.Biases, (value, at) => svg.Text("quiet", Left - 8, Top + Side - at * Side + 4, "end", value));
        svg.Text("ink", Left + Side / 2, Top + Side + 40, "middle", "recurrent weight");
        svg.Text("ink", 16, Top - 10, "start", "bias");
        DrawLegend(svg, largest);
        svg.Save(path);
    }

    /// <summary>Lines between neighbours whose losses lie on different sides of the level.</summary>
    private static void DrawContour(SvgCanvas svg, ErrorSurface surface, double level, double cell, double line)
    {
        for (int row = 0; row < surface.Biases.Count; row++)
        {
            for (int column = 0; column < surface.Weights.Count; column++)
            {
                bool above = surface.Losses[row, column] > level;
                (double x, double y) = (Left + column * cell, Top + Side - row * line);
                if (column > 0 && above != surface.Losses[row, column - 1] > level) svg.Line("grid", x, y, x, y - line);
                if (row > 0 && above != surface.Losses[row - 1, column] > level) svg.Line("grid", x, y, x + cell, y);
            }
        }
    }

    private static void DrawLegend(SvgCanvas svg, double largest)
    {
        const int Steps = 40, X = Left + Side + 30;
        double height = (double)Side / Steps;
        for (int i = 0; i < Steps; i++) svg.Box(Color((double)i / (Steps - 1)), X, Top + Side - (i + 1) * height, 18, height + 0.2);
        for (int i = 0; i <= 4; i++) svg.Text("quiet", X + 26, Top + Side - i * Side / 4.0 + 4, "start", (Floor * Math.Exp(largest * i / 4)).ToString("0.####", CultureInfo.InvariantCulture));
    }

    private static void Axis(IReadOnlyList<float> values, Action<string, double> draw)
    {
        for (int i = 0; i <= 4; i++) draw((values[0] + (values[^1] - values[0]) * i / 4).ToString("0.00", CultureInfo.InvariantCulture), i / 4.0);
    }

    // In cells from the left or the bottom.
    private static double Position(IReadOnlyList<float> values, float value) => (value - values[0]) / (values[1] - values[0]) + 0.5;

    private static string Color(double part)
    {
        double at = Math.Clamp(part, 0, 1) * (s_colors.Length - 1);
        int i = Math.Min((int)at, s_colors.Length - 2);
        (double r, double g, double b) = s_colors[i];
        (double nextR, double nextG, double nextB) = s_colors[i + 1];
        double rest = at - i;
        return $"#{Mix(r, nextR):x2}{Mix(g, nextG):x2}{Mix(b, nextB):x2}";
        int Mix(double from, double to) => (int)Math.Round(from + (to - from) * rest);
    }
}
