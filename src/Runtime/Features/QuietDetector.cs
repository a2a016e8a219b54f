namespace EmbeddedSeq.Runtime.Features;

/// <summary>
/// Tells when nothing has been heard for a while: a step is quiet if its mean feature is near the quietest of the stream so far.
/// </summary>
/// <remarks>The level is in the units of normalised features, standard deviations over the training speech; the quietest level rises slowly, so that a new background becomes quiet in time.</remarks>
internal sealed class QuietDetector
{
    // Background noise keeps within a third of a standard deviation; the quietest speech is a whole one above it.
    private const float Margin = 0.4f, Rise = 0.002f;

    private readonly int _period;
    private float _floor = float.PositiveInfinity;
    private int _quietSteps;

    /// <param name="period">Steps of quiet in a row that count as a while.</param>
    public QuietDetector(int period) => _period = period;

    /// <summary>Takes the next step.</summary>
    /// <param name="step">Normalised features.</param>
    /// <returns>True at the end of each while of quiet.</returns>
    public bool Push(ReadOnlySpan<float> step)
    {
        float level = 0;
        foreach (float value in step) level += value;
        level /= step.Length;
        _floor = MathF.Min(level, _floor + Rise);
        _quietSteps = level < _floor + Margin ? _quietSteps + 1 : 0;
        if (_quietSteps < _period) return false;
        _quietSteps = 0;
        return true;
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        _floor = float.PositiveInfinity;
        _quietSteps = 0;
    }
}
