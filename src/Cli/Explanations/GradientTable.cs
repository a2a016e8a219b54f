using System.Globalization;
using System.Text;
using EmbeddedSeq.Trainer.Examples;

namespace EmbeddedSeq.Cli.Explanations;

/// <summary>The table of eseq explain gradients: what the network computes in float32, and beside it what the formulas say.</summary>
internal static class GradientTable
{
    // The smallest float with all its digits; below it they become fewer and fewer, and end at 1.4E-45.
    private const float SmallestNormal = 1.17549435e-38f;

    public static string Render(IReadOnlyList<GradientPoint> points)
    {
        var table = new StringBuilder("One linear unit, input 1 and then zeros, 1000 steps: output y = w^999, gradient dy/dw = 999 w^998.\n\n");
        table.Append(CultureInfo.InvariantCulture, $"       w    output y     gradient   next w: no clipping   value clipped at {GradientExample.ClipValue}   norm clipped at {GradientExample.ClipNorm}   exact w^999   999 w^998\n");
        foreach (GradientPoint p in points)
        {
            string free = float.IsFinite(p.Gradient) ? Number(p.AfterStep) : "update left out";
            // The decimal that is written, not the float next to it.
            double weight = double.Parse(p.Weight.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            table.Append(CultureInfo.InvariantCulture, $"{p.Weight,8:0.####}  {Number(p.Output),10}{Mark(p.Output)}  {Number(p.Gradient),10}{Mark(p.Gradient)}  {free,19}   {Number(p.AfterValueClipping),19}   {Number(p.AfterNormClipping),17}   {ExactPower.Text(1, weight, 999),11}  {ExactPower.Text(999, weight, 998),10}\n");
        }
        table.Append("\n* too small for float32, in which the network computes: below 1.2E-38 it has fewer and fewer digits (denormals), below 1.4E-45 only 0.\n");
        table.Append("The other numbers differ from the exact ones by the rounding of 999 products of 7 digits, and by that of w.\n");
        return table.ToString();
    }

    private static string Number(float value) => MathF.Abs(value) is > 0 and (< 1e-3f or >= 1e5f)
        ? value.ToString("0.00E+0", CultureInfo.InvariantCulture)
        : value.ToString("0.####", CultureInfo.InvariantCulture);

    private static char Mark(float value) => MathF.Abs(value) < SmallestNormal ? '*' : ' ';
}
