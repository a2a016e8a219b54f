using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Training;

/// <summary>
/// Normalises frames by the mean and standard deviation that each band has in the speaker's other words, so that level, channel and
/// much of the voice are gone from what is left. Immutable.
/// </summary>
internal sealed class SpeakerNormalization
{
    private const int WordsOfSpeaker = 40;
    private readonly Dictionary<string, Normalization> _speakers;

    /// <param name="logMel">The tables.</param>
    /// <param name="load">Reads audio.</param>
    /// <param name="words">Words of all speakers; those of unknown speakers are passed over.</param>
    public SpeakerNormalization(LogMel logMel, AudioLoader load, IEnumerable<SpokenWord> words) =>
        _speakers = words.Where(w => w.Utterance.Speaker is not null).GroupBy(w => w.Utterance.Speaker!, StringComparer.Ordinal).AsParallel().ToDictionary(
            g => g.Key,
            g =>
            {
                SpokenWord[] all = [.. g];
                int step = Math.Max(1, all.Length / WordsOfSpeaker);
                (float[] mean, float[] std) = ExampleSource.Statistics(logMel, load, all.Where((_, i) => i % step == 0).Select(w => w.Utterance));
                return new Normalization(mean, std);
            },
            StringComparer.Ordinal);

    /// <summary>The normalisation of a speaker's frames; null if the speaker is not known.</summary>
    public Normalization? Of(string? speaker) => speaker is null ? null : _speakers.GetValueOrDefault(speaker);
}
