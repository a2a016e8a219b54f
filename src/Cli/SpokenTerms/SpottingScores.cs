using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Cli.SpokenTerms;

/// <summary>What a spotter without thresholds scores in sounds.</summary>
internal sealed class SpottingScores
{
    private const double Lowest = -30; // Odds of nothing at all: what scores less can be no threshold.

    private readonly KeywordSpotter _spotter;
    private readonly int _sampleRate;
    private readonly Dictionary<string, List<float>> _scores;

    public SpottingScores(SpeechModel model, IReadOnlyList<Keyword> keywords)
    {
        _sampleRate = model.SampleRate;
        _spotter = KeywordFile.Spotter(model, [.. keywords.Select(k => k with { Threshold = Lowest })]);
        _scores = keywords.ToDictionary(k => k.Name, _ => new List<float>());
    }

    /// <summary>Scores of a keyword, one for each place that it could be taken for.</summary>
    public IReadOnlyList<float> Of(Keyword keyword) => _scores[keyword.Name];

    /// <summary>Listens to a sound.</summary>
    /// <returns>The best score of each keyword in it.</returns>
    public IReadOnlyDictionary<string, float> Add(IndexInput sound, CancellationToken cancellation)
    {
        var best = _scores.Keys.ToDictionary(k => k, _ => float.NegativeInfinity);
        _spotter.Reset();
        foreach (ReadOnlyMemory<float> piece in sound.Read(_sampleRate))
        {
            for (ReadOnlyMemory<float> rest = piece; !rest.IsEmpty;)
            {
                cancellation.ThrowIfCancellationRequested();
                rest = rest[_spotter.Push(rest.Span)..];
                Read(best);
            }
        }
        _spotter.End();
        Read(best);
        return best;
    }

    private void Read(Dictionary<string, float> best)
    {
        bool works;
        do
        {
            works = _spotter.Tick();
            while (_spotter.TryRead(out KeywordDetection detection))
            {
                _scores[detection.Keyword.Name].Add(detection.Score);
                best[detection.Keyword.Name] = Math.Max(best[detection.Keyword.Name], detection.Score);
            }
        }
        while (works);
    }
}
