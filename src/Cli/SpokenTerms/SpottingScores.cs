using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Cli.SpokenTerms;

/// <summary>What a spotter without thresholds detects in sounds.</summary>
internal sealed class SpottingScores
{
    private const double Lowest = -30; // Odds of nothing at all: what scores less can be no threshold.

    private readonly KeywordSpotter _spotter;
    private readonly int _sampleRate;
    private readonly Dictionary<string, List<KeywordDetection>> _detections;

    public SpottingScores(SpeechModel model, IReadOnlyList<Keyword> keywords, EmbeddingModel? words)
    {
        _sampleRate = model.SampleRate;
        _spotter = KeywordFile.Spotter(model, [.. keywords.Select(k => k with { Threshold = Lowest })], words);
        _detections = keywords.ToDictionary(k => k.Name, _ => new List<KeywordDetection>());
    }

    /// <summary>Detections of a keyword, one for each place that it could be taken for.</summary>
    public IReadOnlyList<KeywordDetection> Of(Keyword keyword) => _detections[keyword.Name];

    /// <summary>Scores of a keyword.</summary>
    public float[] ScoresOf(Keyword keyword) => [.. Of(keyword).Select(d => d.Score)];

    /// <summary>Listens to a sound.</summary>
    /// <param name="sound">The sound.</param>
    /// <param name="isSaid">Which keywords are said in it: their detections do not count.</param>
    /// <param name="cancellation">Stops soon.</param>
    public void Add(IndexInput sound, Predicate<string> isSaid, CancellationToken cancellation)
    {
        foreach (KeywordDetection detection in Listen(sound, cancellation))
        {
            if (!isSaid(detection.Keyword.Name)) _detections[detection.Keyword.Name].Add(detection);
        }
    }

    /// <summary>What is detected in a sound.</summary>
    public IReadOnlyList<KeywordDetection> Listen(IndexInput sound, CancellationToken cancellation)
    {
        var found = new List<KeywordDetection>();
        _spotter.Reset();
        foreach (ReadOnlyMemory<float> piece in sound.Read(_sampleRate))
        {
            for (ReadOnlyMemory<float> rest = piece; !rest.IsEmpty;)
            {
                cancellation.ThrowIfCancellationRequested();
                rest = rest[_spotter.Push(rest.Span)..];
                Read(found);
            }
        }
        _spotter.End();
        Read(found);
        return found;
    }

    private void Read(List<KeywordDetection> found)
    {
        bool works;
        do
        {
            works = _spotter.Tick();
            while (_spotter.TryRead(out KeywordDetection detection)) found.Add(detection);
        }
        while (works);
    }
}
