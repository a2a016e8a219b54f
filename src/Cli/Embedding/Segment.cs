using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Cli.Transcription;
using EmbeddedSeq.Runtime.Features;

namespace EmbeddedSeq.Cli.Embedding;

/// <summary>A stretch of a recording.</summary>
/// <param name="Samples">Its sound.</param>
/// <param name="Start">Where it begins, seconds.</param>
/// <param name="End">Where it ends, seconds.</param>
internal sealed record Segment(float[] Samples, double Start, double End)
{
    /// <summary>Reads a stretch.</summary>
    /// <param name="path">A WAV file.</param>
    /// <param name="sampleRate">Rate of the result.</param>
    /// <param name="from">Where it begins, seconds.</param>
    /// <param name="to">Where it ends, seconds; the end of the file if beyond it.</param>
    /// <param name="trim">Whether it is cut to where somebody speaks.</param>
    /// <exception cref="CommandException">The recording ends before the stretch begins.</exception>
    public static Segment Read(string path, int sampleRate, double from, double to, bool trim)
    {
        float[] samples = WavSource.ReadWhole(path, sampleRate);
        int first = (int)Math.Min(samples.Length, from * sampleRate), end = (int)Math.Min(samples.Length, to * sampleRate);
        if (first >= end) throw new CommandException(FormattableString.Invariant($"{path}: expected sound behind {from} s, found the end at {(double)samples.Length / sampleRate:F3} s"));
        if (trim)
        {
            (int start, int length) = new SpeechBounds(sampleRate).Find(samples.AsSpan(first, end - first));
            (first, end) = (first + start, first + start + length);
        }
        return new Segment(samples[first..end], (double)first / sampleRate, (double)end / sampleRate);
    }
}
