using System.Globalization;

namespace EmbeddedSeq.Cli.Explanations;

/// <summary>factor · w^n as text, also where no floating-point number is that small or large: it is computed by its logarithm.</summary>
internal static class ExactPower
{
    public static string Text(double factor, double weight, int exponent)
    {
        double log = Math.Log10(factor) + exponent * Math.Log10(weight);
        if (log is >= -3 and < 5) return (factor * Math.Pow(weight, exponent)).ToString("0.####", CultureInfo.InvariantCulture);
        int power = (int)Math.Floor(log);
        double digits = Math.Round(Math.Pow(10, log - power), 2);
        if (digits >= 10) (digits, power) = (1, power + 1);
        return string.Create(CultureInfo.InvariantCulture, $"{digits:0.00}E{power:+0;-0}");
    }
}
