using System.Collections.Concurrent;
using EmbeddedSeq.Audio;
using EmbeddedSeq.Cli.CommandLine;

namespace EmbeddedSeq.Cli.Transcription;

/// <summary>WAV files of people, read piece by piece so that their length does not matter, or whole. Of one that has been cut short they are told, once.</summary>
internal static class WavSource
{
    private const int PieceMilliseconds = 20;
    private static readonly ConcurrentDictionary<string, bool> Told = new();

    /// <summary>Opens a file.</summary>
    /// <exception cref="AudioFormatException">Not a WAV file that can be read.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static WavReader Open(string path)
    {
        var reader = new WavReader(path);
        if (reader.Truncation is { } truncation) Warn(truncation);
        return reader;
    }

    /// <summary>Length of a file.</summary>
    /// <inheritdoc cref="Open" path="/exception"/>
    public static TimeSpan LengthOf(string path)
    {
        using WavReader reader = Open(path);
        return reader.Duration;
    }

    /// <summary>A whole file at the given rate.</summary>
    /// <inheritdoc cref="Open" path="/exception"/>
    public static float[] ReadWhole(string path, int sampleRate) => AudioFile.ReadMono(path, sampleRate, truncated: Warn);

    /// <summary>Reads pieces of about 20 ms at the given rate; a piece is valid until the next.</summary>
    /// <exception cref="AudioFormatException">Not a WAV file that can be read.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IEnumerable<ReadOnlyMemory<float>> Read(string path, int sampleRate)
    {
        using WavReader reader = Open(path);
        foreach (ReadOnlyMemory<float> piece in Read(reader, sampleRate)) yield return piece;
    }

    /// <summary>As <see cref="Read(string, int)"/>, of a file that is open, so that the caller can see how far it has been read.</summary>
    /// <param name="reader">The file; read from its current place to its end.</param>
    /// <param name="sampleRate">Samples per second that come out.</param>
    /// <exception cref="AudioFormatException">A sample is not a number, or the file was cut since it was opened.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IEnumerable<ReadOnlyMemory<float>> Read(WavReader reader, int sampleRate)
    {
        var resampler = new Resampler(reader.Format.SampleRate, sampleRate);
        float[] input = new float[Math.Max(1, reader.Format.SampleRate * PieceMilliseconds / 1000)];
        float[] output = new float[resampler.MaxOutput(input.Length)];
        for (int count; (count = reader.ReadMono(input)) > 0;)
            yield return output.AsMemory(0, resampler.Process(input.AsSpan(0, count), output, out _));
        for (int count; (count = resampler.Flush(output)) > 0;)
            yield return output.AsMemory(0, count);
    }

    private static void Warn(AudioTruncation truncation)
    {
        if (Told.TryAdd(truncation.FileName, true)) Terminal.Tell($"warning: {truncation}");
    }
}
