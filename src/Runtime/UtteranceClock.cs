using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime;

/// <summary>Converts steps of an utterance to times from the stream's start. All positions are in samples from there.</summary>
/// <param name="Features">Sample rate and length of a step.</param>
/// <param name="Start">First sample of the utterance.</param>
/// <param name="End">Sample behind the last one heard: no time lies beyond, not even that of a letter written during the tail of silence.</param>
internal readonly record struct UtteranceClock(FeatureSpec Features, long Start, long End)
{
    public TimeSpan StartTime => Time(Start);

    public TimeSpan EndTime => Time(End);

    public TimeSpan StartOf(int step) => Time(Math.Min(End, PositionOf(step)));

    public TimeSpan EndOf(int step) => Time(Math.Min(End, PositionOf(step + 1)));

    /// <summary>First sample of a step.</summary>
    public long PositionOf(int step) => Start + Length(Features, step);

    /// <summary>Samples from the start of one step to the start of another.</summary>
    public static long Length(FeatureSpec features, int steps) => (long)steps * features.Skip * features.HopLength;

    private TimeSpan Time(long position) => new((long)((Int128)position * TimeSpan.TicksPerSecond / Features.SampleRate));
}
