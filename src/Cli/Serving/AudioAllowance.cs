namespace EmbeddedSeq.Cli.Serving;

/// <summary>How much sound a page may send: a burst, then twice what a microphone gives. Not for two threads at once.</summary>
/// <param name="sampleRate">Samples per second of a microphone.</param>
/// <param name="burst">What may come at once.</param>
/// <param name="start">The time of the first sample.</param>
internal sealed class AudioAllowance(int sampleRate, TimeSpan burst, TimeSpan start)
{
    private readonly double _most = burst.TotalSeconds * sampleRate;
    private double _left = burst.TotalSeconds * sampleRate;
    private TimeSpan _time = start;

    /// <summary>How many of the samples that have come may be used.</summary>
    /// <param name="samples">Number offered.</param>
    /// <param name="now">Time; never earlier than before.</param>
    public int Take(int samples, TimeSpan now)
    {
        _left = Math.Min(_most, _left + 2 * sampleRate * (now - _time).TotalSeconds);
        _time = now;
        int taken = (int)Math.Min(samples, _left);
        _left -= taken;
        return taken;
    }
}
