using EmbeddedSeq.Audio;
using EmbeddedSeq.Cli.Transcription;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Cli.SpokenTerms;

/// <summary>The sound of a hit, with a little of what lies around it.</summary>
/// <param name="Samples">Mono, full scale at 1.</param>
/// <param name="SampleRate">Hz.</param>
/// <param name="Lead">What lies before the hit.</param>
internal sealed record HitAudio(float[] Samples, int SampleRate, TimeSpan Lead)
{
    private const int Rate = 16000;
    private static readonly TimeSpan Around = TimeSpan.FromSeconds(0.5);

    /// <summary>Reads it from its recording.</summary>
    /// <exception cref="AudioFormatException">The recording is no WAV file any more, or a shorter one.</exception>
    /// <exception cref="IOException">The recording is not there any more.</exception>
    public static HitAudio Read(SearchHit hit)
    {
        TimeSpan length = WavSource.LengthOf(hit.Stretch.File), start = hit.Start > Around ? hit.Start - Around : TimeSpan.Zero, end = hit.End + Around < length ? hit.End + Around : length;
        return new HitAudio(AudioFile.ReadMono(hit.Stretch.File, Rate, start, end - start), Rate, hit.Start - start);
    }
}
