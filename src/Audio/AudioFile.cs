namespace EmbeddedSeq.Audio;

/// <summary>Recordings as arrays of mono samples. Safe to call from several threads at once.</summary>
public static class AudioFile
{
    // Manifests round their times; more than this past the end means that the audio is not the one they describe.
    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// Reads a stretch of a WAV file as mono (mean of the channels) at the given rate. Only the header and the stretch
    /// itself are read from the disk, so utterances may lie back to back in files of any size.
    /// </summary>
    /// <param name="path">A WAV file; see <see cref="WavReader"/> for the formats.</param>
    /// <param name="sampleRate">Rate of the result in Hz; a file of another rate is resampled.</param>
    /// <param name="offset">Where the stretch begins, rounded to a sample.</param>
    /// <param name="duration">Its length; null reads to the end of the file.</param>
    /// <param name="truncated">Told if the file is read to its end and ends before its header says; what is there is returned.</param>
    /// <returns>Samples with full scale at 1. Outside the stretch the resampler takes silence.</returns>
    /// <exception cref="AudioFormatException">
    /// Not a readable WAV file, or one that ends more than 10 ms before the stretch does.
    /// </exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static float[] ReadMono(string path, int sampleRate, TimeSpan offset = default, TimeSpan? duration = null, Action<AudioTruncation>? truncated = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(offset, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(duration ?? TimeSpan.Zero, TimeSpan.Zero, nameof(duration));
        using var reader = new WavReader(path);
        long start = Frames(offset, reader);
        long end = duration is { } length ? start + Frames(length, reader) : Math.Max(start, reader.FrameCount);
        if (end - reader.FrameCount > Frames(Rounding, reader))
            throw new AudioFormatException(path, reader.DataEnd, $"audio up to {Time(end, reader)}", $"the end of the audio at {Time(reader.FrameCount, reader)}");

        reader.Position = Math.Min(start, reader.FrameCount);
        long count = Math.Min(end, reader.FrameCount) - reader.Position;
        if (count > Array.MaxLength)
            throw new AudioFormatException(path, reader.DataEnd, $"at most {Array.MaxLength} samples in one stretch", $"{count}");
        var samples = new float[count];
        reader.ReadMono(samples);
        if (duration is null && reader.Truncation is { } truncation) truncated?.Invoke(truncation);
        return reader.Format.SampleRate == sampleRate ? samples : Resampler.Resample(samples, reader.Format.SampleRate, sampleRate);
    }

    /// <summary>Writes mono samples as a 16-bit WAV file; an existing file is replaced.</summary>
    /// <param name="path">File to write.</param>
    /// <param name="samples">Samples with full scale at 1; louder ones are clipped.</param>
    /// <param name="sampleRate">Rate in Hz.</param>
    public static void WriteMono(string path, ReadOnlySpan<float> samples, int sampleRate)
    {
        using var writer = new WavWriter(path, sampleRate);
        writer.Write(samples);
    }

    private static long Frames(TimeSpan time, WavReader reader)
    {
        Int128 frames = ((Int128)time.Ticks * reader.Format.SampleRate + TimeSpan.TicksPerSecond / 2) / TimeSpan.TicksPerSecond;
        return (long)Int128.Min(frames, long.MaxValue / 4);
    }

    private static string Time(long frame, WavReader reader) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(double)frame / reader.Format.SampleRate:F3} s");
}
