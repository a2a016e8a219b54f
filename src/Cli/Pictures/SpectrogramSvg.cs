using System.Globalization;
using System.Security;
using System.Text;

namespace EmbeddedSeq.Cli.Pictures;

/// <summary>A spectrogram of one panel.</summary>
/// <param name="Caption">Written above it.</param>
/// <param name="Frames">[T, bands], log-mel.</param>
internal sealed record SpectrogramPanel(string Caption, float[] Frames);

/// <summary>Spectrograms side by side as one SVG picture, in one scale of colours.</summary>
internal static class SpectrogramSvg
{
    private const int Left = 56, Top = 64, Gap = 48, PanelHeight = 240, PixelsPerSecond = 360, LeastWidth = 160;

    // From dark to light, even to the eye.
    private static readonly (int R, int G, int B)[] Scale = [(5, 4, 22), (59, 15, 112), (140, 41, 129), (222, 73, 104), (254, 159, 109), (252, 253, 191)];

    /// <summary>Draws the panels.</summary>
    /// <param name="title">Heading.</param>
    /// <param name="panels">What to draw, the first one's values decide the scale.</param>
    /// <param name="bands">Numbers in a frame, the lowest band first.</param>
    /// <param name="secondsPerFrame">Time from one frame to the next.</param>
    public static string Render(string title, IReadOnlyList<SpectrogramPanel> panels, int bands, double secondsPerFrame)
    {
        float[] sorted = [.. panels[0].Frames.Order()];
        float low = sorted.Length == 0 ? 0 : sorted[sorted.Length / 50], high = sorted.Length == 0 ? 1 : sorted[^(1 + sorted.Length / 200)];
        int[] widths = [.. panels.Select(p => Math.Max(LeastWidth, (int)(p.Frames.Length / bands * secondsPerFrame * PixelsPerSecond)))];
        int width = Left + widths.Sum() + (panels.Count - 1) * Gap + 24, height = Top + PanelHeight + 48;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\">\n<title>{SecurityElement.Escape(title)}</title>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<style>text{{font:12px system-ui,sans-serif;fill:#1a1a19}}.title{{font-size:15px;font-weight:600}}.quiet{{fill:#5f5e58}}</style>\n<rect width=\"{width}\" height=\"{height}\" fill=\"#fcfcfb\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"title\" x=\"16\" y=\"26\">{SecurityElement.Escape(title)}</text>\n<text class=\"quiet\" transform=\"translate(22 {Top + PanelHeight / 2}) rotate(-90)\" text-anchor=\"middle\">mel bands, low to high</text>\n");
        int x = Left;
        for (int i = 0; i < panels.Count; i++)
        {
            Panel(svg, panels[i], bands, secondsPerFrame, low, high, x, widths[i]);
            x += widths[i] + Gap;
        }
        return svg.Append("</svg>\n").ToString();
    }

    private static void Panel(StringBuilder svg, SpectrogramPanel panel, int bands, double secondsPerFrame, float low, float high, int x, int width)
    {
        int count = panel.Frames.Length / bands;
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{Top - 12}\">{SecurityElement.Escape(panel.Caption)}</text>\n");
        if (count == 0) return;
        string png = Convert.ToBase64String(Png.Encode(Pixels(panel.Frames, bands, low, high), count, bands));
        svg.Append(CultureInfo.InvariantCulture, $"<image x=\"{x}\" y=\"{Top}\" width=\"{width}\" height=\"{PanelHeight}\" preserveAspectRatio=\"none\" href=\"data:image/png;base64,{png}\"/>\n");
        double seconds = count * secondsPerFrame, step = seconds > 1.5 ? 0.5 : 0.1;
        for (int tick = 0; tick * step <= seconds + 1e-9; tick++)
        {
            double at = x + tick * step / seconds * width;
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{at:0.#}\" y1=\"{Top + PanelHeight}\" x2=\"{at:0.#}\" y2=\"{Top + PanelHeight + 5}\" stroke=\"#a9a8a0\"/><text class=\"quiet\" x=\"{at:0.#}\" y=\"{Top + PanelHeight + 19}\" text-anchor=\"middle\">{tick * step:0.#}</text>\n");
        }
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"quiet\" x=\"{x + width / 2}\" y=\"{Top + PanelHeight + 36}\" text-anchor=\"middle\">seconds</text>\n");
    }

    private static byte[] Pixels(float[] frames, int bands, float low, float high)
    {
        int count = frames.Length / bands;
        byte[] pixels = new byte[count * bands * 3];
        for (int t = 0; t < count; t++)
        {
            for (int b = 0; b < bands; b++)
            {
                float value = Math.Clamp((frames[t * bands + b] - low) / MathF.Max(1e-6f, high - low), 0, 1) * (Scale.Length - 1);
                int i = Math.Min((int)value, Scale.Length - 2);
                float part = value - i;
                int at = ((bands - 1 - b) * count + t) * 3;
                pixels[at] = (byte)(Scale[i].R + part * (Scale[i + 1].R - Scale[i].R));
                pixels[at + 1] = (byte)(Scale[i].G + part * (Scale[i + 1].G - Scale[i].G));
                pixels[at + 2] = (byte)(Scale[i].B + part * (Scale[i + 1].B - Scale[i].B));
            }
        }
        return pixels;
    }
}
