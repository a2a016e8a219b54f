namespace EmbeddedSeq.Exporter.Verification;

/// <summary>Collects the largest difference and the largest magnitude of pairs of numbers.</summary>
internal sealed class DifferenceMeter
{
    private long _count;
    private double _difference, _magnitude;

    /// <summary>Takes in pairs of numbers. Math.Max hands a NaN on, so none is lost.</summary>
    public void Add(ReadOnlySpan<float> ours, ReadOnlySpan<float> theirs)
    {
        if (ours.Length != theirs.Length) throw new ArgumentException($"Expected as many numbers from both sides, found {ours.Length} and {theirs.Length}.", nameof(theirs));
        for (int i = 0; i < ours.Length; i++)
        {
            _difference = Math.Max(_difference, Math.Abs((double)ours[i] - theirs[i]));
            _magnitude = Math.Max(_magnitude, Math.Max(Math.Abs(ours[i]), Math.Abs(theirs[i])));
        }
        _count += ours.Length;
    }

    public OutputDifference Result(string run, string output, bool isState) =>
        new(run, output, isState, _count, _difference, _difference == 0 ? 0 : _difference / _magnitude);
}
