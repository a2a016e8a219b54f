namespace EmbeddedSeq.Benchmarks.Measurement;

/// <summary>Numbers measured round by round.</summary>
internal sealed class Samples(IEnumerable<double> values)
{
    private readonly double[] _sorted = [.. values.Order()];

    public double Median => Quantile(0.5);

    public double Maximum => _sorted[^1];

    /// <summary>The value that the part <paramref name="q"/> of the samples does not exceed, between two samples in a straight line.</summary>
    public double Quantile(double q)
    {
        double at = q * (_sorted.Length - 1);
        int below = (int)at;
        double above = below + 1 < _sorted.Length ? _sorted[below + 1] : _sorted[below];
        return _sorted[below] + (at - below) * (above - _sorted[below]);
    }
}
