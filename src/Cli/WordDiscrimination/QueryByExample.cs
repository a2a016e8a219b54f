using System.Runtime.InteropServices;
using EmbeddedSeq.Trainer.Metrics;

namespace EmbeddedSeq.Cli.WordDiscrimination;

/// <summary>
/// Query by example: every word is a query once; it is looked for among the words of all other speakers, ranked by distance; the
/// same words are relevant.
/// </summary>
/// <param name="Method">How words were compared.</param>
/// <param name="Words">Number of words.</param>
/// <param name="Queries">Words that somebody else says, too.</param>
/// <param name="MeanAveragePrecision">Mean over the queries.</param>
/// <param name="PrecisionAt10">Share of the same word among the nearest 10, mean over the queries.</param>
/// <param name="EqualErrorRate">Of one threshold for all queries.</param>
/// <param name="NanosecondsPerComparison">Processor time of a comparison.</param>
internal sealed record QueryByExample(string Method, int Words, int Queries, double MeanAveragePrecision, double PrecisionAt10, double EqualErrorRate, double NanosecondsPerComparison)
{
    private const int Nearest = 10;

    public static QueryByExample Measure(string method, IReadOnlyList<WordToken> tokens, DistanceMatrix distances)
    {
        float[] values = new float[tokens.Count];
        bool[] relevant = new bool[tokens.Count];
        var all = new List<float>();
        var allRelevant = new List<bool>();
        double precision = 0, nearest = 0;
        int queries = 0;
        for (int q = 0; q < tokens.Count; q++)
        {
            int count = 0;
            for (int i = 0; i < tokens.Count; i++)
            {
                if (i == q || tokens[q].SharesSpeaker(tokens[i])) continue;
                (values[count], relevant[count]) = (distances[q, i], tokens[q].Word == tokens[i].Word);
                count++;
            }
            Span<float> candidates = values.AsSpan(0, count);
            Span<bool> marks = relevant.AsSpan(0, count);
            double average = RankingMeasures.AveragePrecision(candidates, marks);
            if (double.IsNaN(average)) continue;
            queries++;
            precision += average;
            nearest += RankingMeasures.PrecisionAt(candidates, marks, Nearest);
            all.AddRange(candidates);
            allRelevant.AddRange(marks);
        }
        Span<float> pooled = CollectionsMarshal.AsSpan(all);
        Span<bool> pooledMarks = CollectionsMarshal.AsSpan(allRelevant);
        RankingMeasures.Sort(pooled, pooledMarks);
        return new QueryByExample(method, tokens.Count, queries, precision / queries, nearest / queries, RankingMeasures.EqualErrorRate(pooled, pooledMarks), distances.NanosecondsPerComparison);
    }
}
