using System.Globalization;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Cli.SpokenTerms;

/// <summary>How well the terms of a list are found.</summary>
/// <remarks>
/// Source: NIST, Spoken Term Detection 2006 evaluation plan: TWV(θ) = 1 − mean over terms of P_miss + β·P_fa, β = 999.9, where
/// P_fa = false alarms / (seconds of sound − occurrences). The actual value, ATWV, is that of the system's own decisions; a hit counts
/// from the confidence on at which it is worth more than it may cost (Miller et al. 2007), with the number of occurrences estimated
/// as the sum of all confidences of the term.
/// </remarks>
internal sealed class TermEvaluation
{
    private const double Beta = 999.9;
    private const int HitsPerTerm = 400, MostLetters = 16; // More letters are no more evidence.
    private static readonly double[] AlarmRates = [0.1, 1, 5, 10];

    private readonly TermList _list;
    private readonly TermScore[] _scores;
    private readonly double _searchSeconds;

    private TermEvaluation(TermList list, TermScore[] scores, double searchSeconds) => (_list, _scores, _searchSeconds) = (list, scores, searchSeconds);

    /// <summary>Actual term-weighted value, at most 1.</summary>
    public double Atwv => _scores.Average(s => s.Value(s.ActualThreshold(_list.AudioSeconds, Beta), _list.AudioSeconds, Beta));

    /// <summary>Searches for all terms.</summary>
    public static TermEvaluation Run(SpeechIndex index, TermList list, int jobs, CancellationToken cancellation)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        TermScore[] scores = [.. list.Terms.AsParallel().AsOrdered().WithDegreeOfParallelism(jobs).WithCancellation(cancellation).Select(t => Search(index, list, t, cancellation))];
        return new TermEvaluation(list, scores, clock.Elapsed.TotalSeconds);
    }

    /// <summary>Logistic regression of whether a hit is right: bias, weights of the cost of a letter, of the number of letters and of the logarithm of the steps of a letter.</summary>
    public double[] Fit() => LogisticFit.Run([.. _scores.SelectMany(s => s.Evidence)], [.. _scores.SelectMany(s => s.Hits).Select(h => h.IsRight)]);

    /// <summary>For programs.</summary>
    public object ToObject(string manifest, string? split) => new
    {
        Manifest = manifest,
        Split = split,
        Terms = _scores.Length,
        Occurrences = _scores.Sum(s => s.Count),
        AudioSeconds = Math.Round(_list.AudioSeconds, 3),
        Atwv = Math.Round(Atwv, 4),
        Mtwv = Math.Round(BestValue(), 4),
        MissesAtFalseAlarmsPerHour = AlarmRates.ToDictionary(r => r.ToString(CultureInfo.InvariantCulture), r => Math.Round(MissRate(r), 4)),
        SearchMilliseconds = Math.Round(1000 * _searchSeconds / _scores.Length, 2),
    };

    /// <summary>For people.</summary>
    public void WriteTo(TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_scores.Length} terms, said {_scores.Sum(s => s.Count)} times in {_list.AudioSeconds:F0} s; {1000 * _searchSeconds / _scores.Length:F1} ms a search"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"term-weighted value  {Atwv:F4} actual, {BestValue():F4} with the best threshold for all terms"));
        foreach (double rate in AlarmRates) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"misses  {100 * MissRate(rate),6:F2} % at {rate} false alarms an hour and term"));
    }

    private static TermScore Search(SpeechIndex index, TermList list, (string Text, int Count) term, CancellationToken cancellation)
    {
        var judge = new TermList.Judge(list, term.Text);
        var hits = new List<(double Confidence, bool IsRight)>();
        var evidence = new List<double[]>();
        KeywordQuery query = SearchCommand.Query(term.Text, index);
        foreach (SearchHit hit in KeywordSearch.Find(index, query, HitsPerTerm, cancellation))
        {
            if (judge.IsRight(hit.Stretch.File, (hit.Start + hit.End) / 2) is not { } isRight) continue;
            hits.Add((hit.Confidence, isRight));
            double steps = (hit.End - hit.Start).TotalSeconds / index.Description.StepSeconds;
            evidence.Add([-hit.Score, Math.Min(query.Letters, MostLetters), Math.Log(Math.Max(1, steps) / query.Letters)]);
        }
        return new TermScore(term.Count, hits) { Evidence = evidence };
    }

    private double BestValue()
    {
        double[] thresholds = [.. _scores.SelectMany(s => s.Hits.Select(h => h.Confidence)).Distinct().Order()];
        int step = Math.Max(1, thresholds.Length / 200);
        return Enumerable.Range(0, thresholds.Length / step).Select(i => thresholds[i * step]).Append(1).Max(t => _scores.Average(s => s.Value(t, _list.AudioSeconds, Beta)));
    }

    private double MissRate(double alarmsPerHour)
    {
        double allowed = alarmsPerHour * _list.AudioSeconds / 3600 * _scores.Length;
        (int alarms, int right) = (0, 0);
        foreach ((double _, bool isRight) in _scores.SelectMany(s => s.Hits).OrderByDescending(h => h.Confidence))
        {
            if (isRight) right++;
            else if (++alarms > allowed) break;
        }
        return 1 - (double)right / _scores.Sum(s => s.Count);
    }
}
