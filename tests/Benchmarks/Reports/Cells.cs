using System.Globalization;
using EmbeddedSeq.Benchmarks.Measurement;

namespace EmbeddedSeq.Benchmarks.Reports;

/// <summary>How numbers are written in tables.</summary>
internal static class Cells
{
    /// <summary>Three significant digits.</summary>
    public static string Number(double value)
    {
        double size = Math.Abs(value);
        return value.ToString(size >= 100 ? "0" : size >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
    }

    /// <summary>Median and quartiles.</summary>
    public static string Spread(Samples samples) => $"{Number(samples.Median)} ({Number(samples.Quantile(0.25))}–{Number(samples.Quantile(0.75))})";

    /// <summary>A difference, one digit.</summary>
    public static string Difference(double value) => value == 0 ? "0" : value.ToString("0e0", CultureInfo.InvariantCulture);
}
