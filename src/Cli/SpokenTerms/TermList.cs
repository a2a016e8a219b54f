using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Cli.SpokenTerms;

/// <summary>The terms of a keyword evaluation, and how often each utterance has them.</summary>
internal sealed class TermList
{
    private readonly Dictionary<string, List<(Utterance Utterance, string Text)>> _files = new(StringComparer.Ordinal);
    private readonly string[][] _words;

    private TermList(IReadOnlyList<Utterance> utterances, Func<string[][], IEnumerable<string>> choose)
    {
        string[] texts = [.. utterances.Select(u => TextNormalizer.Normalize(u.Text))];
        _words = [.. texts.Select(t => t.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        foreach ((Utterance utterance, string text) in utterances.Zip(texts))
        {
            string path = Path.GetFullPath(utterance.AudioPath);
            if (!_files.TryGetValue(path, out List<(Utterance, string)>? list)) _files.Add(path, list = []);
            list.Add((utterance, text));
        }
        foreach (List<(Utterance Utterance, string Text)> list in _files.Values) list.Sort((a, b) => a.Utterance.Offset.CompareTo(b.Utterance.Offset));
        Terms = [.. choose(_words).Select(t => (Text: t, Count: texts.Sum(text => Occurrences(text, t)))).Where(t => t.Count > 0)];
        if (Terms.Count == 0) throw new CommandException("no term to search for: none is said in the recordings");
        AudioSeconds = utterances.Sum(u => u.Duration.TotalSeconds);
    }

    /// <summary>The terms and how often they are said.</summary>
    public IReadOnlyList<(string Text, int Count)> Terms { get; }

    /// <summary>Length of the sound.</summary>
    public double AudioSeconds { get; }

    /// <summary>All words of some length that are said neither too rarely nor too often.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public static TermList Frequent(IReadOnlyList<Utterance> utterances, int letters, int least, int most) =>
        new(utterances, words => words.SelectMany(w => w).Where(w => w.Count(char.IsLetter) >= letters).CountBy(w => w).Where(w => w.Value >= least && w.Value <= most).Select(w => w.Key).Order(StringComparer.Ordinal));

    /// <summary>The lines of a file.</summary>
    /// <exception cref="CommandException">None of them is said.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TermList FromFile(string path, IReadOnlyList<Utterance> utterances)
    {
        string[] terms = [.. File.ReadLines(path).Select(TextNormalizer.Normalize).Where(t => t.Length > 0).Distinct()];
        return new TermList(utterances, _ => terms);
    }

    /// <summary>Tells whether hits are right: as many as the utterance has the term, the first ones given.</summary>
    public sealed class Judge(TermList list, string term)
    {
        private readonly Dictionary<Utterance, int> _left = [];

        /// <summary>Whether a hit is right.</summary>
        /// <param name="file">The audio file.</param>
        /// <param name="time">Middle of the hit in the file.</param>
        /// <returns>Null if nobody knows what is said there.</returns>
        public bool? IsRight(string file, TimeSpan time)
        {
            if (!list._files.TryGetValue(file, out List<(Utterance Utterance, string Text)>? utterances)) return null;
            int at = utterances.FindLastIndex(u => u.Utterance.Offset <= time);
            if (at < 0 || time > utterances[at].Utterance.Offset + utterances[at].Utterance.Duration) return null;
            (Utterance utterance, string text) = utterances[at];
            if (!_left.TryGetValue(utterance, out int left)) left = Occurrences(text, term);
            _left[utterance] = left - 1;
            return left > 0;
        }
    }

    private static int Occurrences(string text, string term)
    {
        int count = 0;
        for (int at = text.IndexOf(term, StringComparison.Ordinal); at >= 0; at = text.IndexOf(term, at + term.Length, StringComparison.Ordinal))
        {
            bool isWhole = (at == 0 || text[at - 1] == ' ') && (at + term.Length == text.Length || text[at + term.Length] == ' ');
            if (isWhole) count++;
        }
        return count;
    }
}
