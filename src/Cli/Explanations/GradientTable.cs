using System.Globalization;
using System.Text;
using EmbeddedSeq.Trainer.Examples;

namespace EmbeddedSeq.Cli.Explanations;

/// <summary>The table of eseq explain gradients.</summary>
internal static class GradientTable
{
    public static string Render(IReadOnlyList<GradientPoint> points)
    {
        var table = new StringBuilder("One linear unit, input 1 and then zeros, 1000 steps: output y = w^999, gradient dy/dw = 999 w^998.\n\n");
        table.Append(CultureInfo.InvariantCulture, $"       w   output y   gradient   next w: no clipping   value clipped at {GradientExample.ClipValue}   norm clipped at {GradientExample.ClipNorm}\n");
        foreach (GradientPoint p in points)
        {
            string free = float.IsFinite(p.Gradient) ? Number(p.AfterStep) : "update left out";
            table.Append(CultureInfo.InvariantCulture, $"{p.Weight,8:0.####}  {Number(p.Output),9}  {Number(p.Gradient),9}   {free,19}   {Number(p.AfterValueClipping),19}   {Number(p.AfterNormClipping),17}\n");
        }
        return table.ToString();
    }

    private static string Number(float value) => MathF.Abs(value) is > 0 and (< 1e-3f or >= 1e5f)
        ? value.ToString("0.00E+0", CultureInfo.InvariantCulture)
        : value.ToString("0.####", CultureInfo.InvariantCulture);
}
