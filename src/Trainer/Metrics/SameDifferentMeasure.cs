using System.Runtime.InteropServices;

namespace EmbeddedSeq.Trainer.Metrics;

/// <summary>The same-different task (Carlin et al. 2011): pairs of words are ranked by distance; pairs of the same word are relevant.</summary>
public static class SameDifferentMeasure
{
    /// <summary>Average precision.</summary>
    /// <param name="words">Which word each token is.</param>
    /// <param name="speakers">Who says it; null counts as another speaker each time.</param>
    /// <param name="distance">Distance of tokens i and j, i below j.</param>
    /// <param name="differentSpeakersOnly">Leaves out every pair, relevant or not, that one speaker says both of.</param>
    /// <returns>NaN without a pair of the same word.</returns>
    public static double AveragePrecision(IReadOnlyList<string> words, IReadOnlyList<string?> speakers, Func<int, int, float> distance, bool differentSpeakersOnly)
    {
        var distances = new List<float>();
        var relevant = new List<bool>();
        for (int i = 0; i < words.Count; i++)
        {
            for (int j = i + 1; j < words.Count; j++)
            {
                if (differentSpeakersOnly && speakers[i] is not null && speakers[i] == speakers[j]) continue;
                distances.Add(distance(i, j));
                relevant.Add(words[i] == words[j]);
            }
        }
        return RankingMeasures.AveragePrecision(CollectionsMarshal.AsSpan(distances), CollectionsMarshal.AsSpan(relevant));
    }
}
