using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Runtime;

/// <summary>The voices of keywords: made of recordings, and whether they fit a model.</summary>
internal static class KeywordVoices
{
    /// <summary>Makes a voice of the recordings in which a spelling was heard.</summary>
    /// <param name="words">The model of spoken words.</param>
    /// <param name="recordings">Samples: all recordings, and all again at other speeds. A recording's vector is the mean of those at all speeds.</param>
    /// <param name="count">How many they are at one speed.</param>
    /// <param name="matches">The match of each, in steps; null where none was heard.</param>
    /// <param name="stepLength">Samples from one step to the next.</param>
    /// <returns>Null if there was none.</returns>
    public static KeywordVoice? Make(EmbeddingModel words, IReadOnlyList<float[]> recordings, int count, IReadOnlyList<KeywordMatch?> matches, int stepLength)
    {
        if (matches.All(m => m is null)) return null;
        var embedder = new AudioEmbedder(words);
        var vectors = new List<float[]>();
        float[] vector = new float[words.Dimension];
        for (int first = 0; first < count; first++)
        {
            float[][] means = [.. Enumerable.Range(0, KeywordWindows.Count).Select(_ => new float[words.Dimension])];
            for (int i = first; i < recordings.Count; i += count)
            {
                if (matches[i] is not { } match) continue;
                for (int window = 0; window < means.Length; window++)
                {
                    (long start, long end) = KeywordWindows.Of(window, match.FirstStep * stepLength, match.EndStep * stepLength, words.SampleRate);
                    int begin = (int)Math.Clamp(start, 0, recordings[i].Length), behind = (int)Math.Clamp(end, begin, recordings[i].Length);
                    embedder.Embed(recordings[i].AsSpan(begin, behind - begin), vector);
                    for (int d = 0; d < vector.Length; d++) means[window][d] += vector[d];
                }
            }
            if (means.All(m => m.All(x => x == 0))) continue;
            foreach (float[] mean in means) UnitVector.Normalize(mean);
            vectors.AddRange(means);
        }
        return vectors.Count == 0 ? null : new KeywordVoice { Model = words.Spec.Name, Vectors = vectors };
    }

    /// <exception cref="ArgumentException">A voice that cannot be compared by this model.</exception>
    public static void Check(IEnumerable<Keyword> keywords, EmbeddingModel? words, SpeechModel speech)
    {
        foreach (Keyword keyword in keywords)
        {
            if (keyword.Voice is not { } voice) continue;
            if (words is null) throw new ArgumentException($"The keyword {keyword.Name} was enrolled with the model of spoken words {voice.Model}; expected that model, found none.", nameof(words));
            if (words.SampleRate != speech.SampleRate) throw new ArgumentException($"The speech model hears {speech.SampleRate} samples a second, the model of spoken words {words.SampleRate}; expected the same.", nameof(words));
            if (voice.Model != words.Spec.Name) throw new ArgumentException($"The keyword {keyword.Name} was enrolled with the model of spoken words {voice.Model}, and this is {words.Spec.Name}; enroll it anew.", nameof(words));
            if (voice.Vectors.Count == 0 || voice.Vectors.Count % KeywordWindows.Count != 0 || voice.Vectors.Any(v => v is null || v.Length != words.Dimension))
                throw new ArgumentException($"The keyword {keyword.Name}: expected {KeywordWindows.Count} vectors of {words.Dimension} numbers for each recording; enroll it anew.", nameof(keywords));
        }
    }
}
