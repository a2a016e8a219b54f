namespace EmbeddedSeq.Trainer.Metrics;

/// <summary>How well confidences tell how often something is right. Not safe to use from several threads at once.</summary>
public sealed class Calibration
{
    private const int Bins = 10;
    private readonly long[] _counts = new long[Bins], _right = new long[Bins];
    private readonly double[] _confidence = new double[Bins];

    /// <summary>Answers counted.</summary>
    public long Count => _counts.Sum();

    /// <summary>Expected calibration error: the mean distance of confidence and part that is right, over ten bins of equal width. 0 before the first.</summary>
    /// <remarks>Source: Guo et al. 2017.</remarks>
    public double Error => Enumerable.Range(0, Bins).Sum(b => Math.Abs(_confidence[b] - _right[b])) / Math.Max(1, Count);

    /// <summary>Counts an answer.</summary>
    /// <param name="confidence">0 to 1.</param>
    /// <param name="isRight">Whether it was right.</param>
    public void Add(double confidence, bool isRight)
    {
        int bin = Math.Clamp((int)(confidence * Bins), 0, Bins - 1);
        _counts[bin]++;
        _confidence[bin] += confidence;
        if (isRight) _right[bin]++;
    }
}
