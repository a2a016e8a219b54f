using EmbeddedSeq.Audio;

namespace EmbeddedSeq.Cli.Transcription;

/// <summary>A WAV file as a stream of mono samples, read piece by piece so that its length does not matter.</summary>
internal static class WavSource
{
    private const int PieceMilliseconds = 20;

    /// <summary>Reads pieces of about 20 ms at the given rate; a piece is valid until the next.</summary>
    /// <exception cref="AudioFormatException">Not a WAV file that can be read.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IEnumerable<ReadOnlyMemory<float>> Read(string path, int sampleRate)
    {
        using var reader = new WavReader(path);
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
}
