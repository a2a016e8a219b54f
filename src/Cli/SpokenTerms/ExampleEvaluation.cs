using EmbeddedSeq.Audio;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Search;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Cli.SpokenTerms;

/// <summary>How well spoken examples find the other places of an index where the same word is said.</summary>
internal sealed class ExampleEvaluation
{
    private const int Hits = 100;

    private readonly Dictionary<string, Utterance[]> _files;
    private readonly List<(IReadOnlyList<(SearchHit Hit, bool IsRight)> Hits, int Others)> _queries = [];

    /// <param name="utterances">What the index holds, with texts.</param>
    public ExampleEvaluation(IEnumerable<Utterance> utterances) =>
        _files = utterances.GroupBy(u => Path.GetFullPath(u.AudioPath)).ToDictionary(g => g.Key, g => g.OrderBy(u => u.Offset).ToArray(), StringComparer.Ordinal);

    /// <summary>Examples that were searched for.</summary>
    public int Queries => _queries.Count;

    /// <summary>Share of the examples whose best hit is right.</summary>
    public double FirstRight => _queries.Average(q => q.Hits.Count > 0 && q.Hits[0].IsRight ? 1.0 : 0);

    /// <summary>Mean over the examples of the mean precision at each place where the word is said; places that are not among the hits count 0.</summary>
    public double MeanAveragePrecision => _queries.Average(q => AveragePrecision(q.Hits, q.Others));

    /// <summary>Searches for a word of an utterance. Its own place does not count; an example in which nothing is heard finds nothing.</summary>
    public void Search(SpeechIndex index, SpeechModel model, EmbeddingModel? words, Utterance word)
    {
        string text = TextNormalizer.Normalize(word.Text);
        int others = _files.Values.SelectMany(f => f).Sum(u => Count(u, text)) - 1;
        if (others < 1) return;
        var left = new Dictionary<Utterance, int>(); // Of each utterance, as many hits can be right as it has the word.
        _queries.Add((Find(index, model, words, word).Where(h => !IsSame(h, word)).Select(h => (h, IsRight(h, text, word, left))).ToArray(), others));
    }

    /// <summary>Logistic regression of whether a hit is right: bias, weights of spelling, likeness and distance.</summary>
    /// <exception cref="CommandException">There is no hit with a vector.</exception>
    public double[] Fit()
    {
        (ExampleEvidence Evidence, bool IsRight)[] hits = [.. _queries.SelectMany(q => q.Hits).Where(h => h.Hit.Evidence is { } e && !double.IsNaN(e.Likeness)).Select(h => (h.Hit.Evidence!.Value, h.IsRight))];
        if (hits.Length == 0) throw new CommandException("--fit: expected an index with vectors, found no hit that has one");
        return LogisticFit.Run([.. hits.Select(h => new[] { h.Evidence.SpellingOdds, h.Evidence.Likeness, h.Evidence.Distance })], [.. hits.Select(h => h.IsRight)]);
    }

    private static IReadOnlyList<SearchHit> Find(SpeechIndex index, SpeechModel model, EmbeddingModel? words, Utterance word)
    {
        try
        {
            return ExampleSearch.Find(index, SpeechIndexWriter.Example(model, words, AudioFile.ReadMono(word.AudioPath, model.SampleRate, word.Offset, word.Duration), index.Description), null, Hits);
        }
        catch (ArgumentException)
        {
            return []; // Nothing was heard: it counts as nothing found.
        }
    }

    private static double AveragePrecision(IReadOnlyList<(SearchHit Hit, bool IsRight)> hits, int others)
    {
        (double sum, int right) = (0, 0);
        for (int i = 0; i < hits.Count; i++)
        {
            if (hits[i].IsRight) sum += ++right / (i + 1.0);
        }
        return sum / others;
    }

    private static bool IsSame(SearchHit hit, Utterance word) => hit.Stretch.File == Path.GetFullPath(word.AudioPath) && hit.Start < word.Offset + word.Duration && hit.End > word.Offset;

    private static int Count(Utterance utterance, string word) => TextNormalizer.Normalize(utterance.Text).Split(' ').Count(w => w == word);

    private bool IsRight(SearchHit hit, string text, Utterance word, Dictionary<Utterance, int> left)
    {
        TimeSpan middle = (hit.Start + hit.End) / 2;
        if (!_files.TryGetValue(hit.Stretch.File, out Utterance[]? utterances) || utterances.LastOrDefault(u => u.Offset <= middle) is not { } there) return false;
        if (!left.TryGetValue(there, out int count)) count = Count(there, text) - (IsSame(hit.Stretch, there, word) ? 1 : 0);
        left[there] = count - 1;
        return count > 0;
    }

    // The utterance that the example was cut out of.
    private static bool IsSame(IndexedStretch stretch, Utterance utterance, Utterance word) => stretch.File == Path.GetFullPath(word.AudioPath) && utterance.Offset <= word.Offset && word.Offset < utterance.Offset + utterance.Duration;
}
