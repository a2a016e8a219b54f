using EmbeddedSeq.Audio;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Search;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Cli.SpokenTerms;

/// <summary>Keywords that are enrolled from the first recordings of a list, and what a spotter scores in the others and in other speech.</summary>
internal sealed class SpotEvaluation
{
    private readonly ILookup<string, Utterance> _said;
    private readonly Utterance[] _others;
    private readonly int _enrolled;
    private readonly SpottingScores _alarms;
    private readonly Dictionary<string, IReadOnlyList<KeywordDetection?>> _best = [];

    /// <param name="speech">What writes.</param>
    /// <param name="words">What compares sounds; null for spellings only.</param>
    /// <param name="said">Recordings of keywords, the keyword as their text.</param>
    /// <param name="others">Other speech. Utterances whose text has a keyword do not count for it.</param>
    /// <param name="enrolled">Recordings of each keyword that are enrolled; 0 takes the text instead.</param>
    /// <param name="withText">Whether the text is enrolled too.</param>
    /// <param name="cancellation">Stops soon.</param>
    /// <exception cref="CommandException">A keyword cannot be enrolled.</exception>
    public SpotEvaluation(SpeechModel speech, EmbeddingModel? words, IEnumerable<Utterance> said, IEnumerable<Utterance> others, int enrolled, bool withText, CancellationToken cancellation)
    {
        _said = said.ToLookup(u => TextNormalizer.Normalize(u.Text));
        _others = [.. others];
        _enrolled = enrolled;
        Keywords = [.. _said.Select(k => KeywordFile.Enroll(speech, k.Key, [.. k.Take(enrolled).Select(u => AudioFile.ReadMono(u.AudioPath, speech.SampleRate, u.Offset, u.Duration))], withText || enrolled == 0 ? k.Key : null, words))];
        _alarms = new SpottingScores(speech, Keywords, words);
        foreach (Utterance utterance in _others) _alarms.Add(IndexInput.FromUtterance(utterance), name => Has(utterance, name), cancellation);
        foreach (Keyword keyword in Keywords)
        {
            var spotting = new SpottingScores(speech, [keyword], words);
            _best.Add(keyword.Name, [.. _said[keyword.Name].Skip(enrolled).Select(u => spotting.Listen(IndexInput.FromUtterance(u), cancellation)).Select(d => d.Count == 0 ? null : (KeywordDetection?)d.MaxBy(x => x.Score))]);
        }
    }

    /// <summary>The keywords.</summary>
    public IReadOnlyList<Keyword> Keywords { get; }

    /// <summary>Recordings of a keyword that had to be spotted.</summary>
    public int RecordingsOf(Keyword keyword) => _said[keyword.Name].Count() - _enrolled;

    /// <summary>Hours of speech in which a keyword is not said.</summary>
    public double HoursWithout(Keyword keyword) => _others.Where(u => !Has(u, keyword.Name)).Sum(u => u.Duration.TotalHours);

    /// <summary>The best detection in each recording of a keyword; null where there is none.</summary>
    public IReadOnlyList<KeywordDetection?> BestOf(Keyword keyword) => _best[keyword.Name];

    /// <summary>Detections of a keyword in other speech.</summary>
    public IReadOnlyList<KeywordDetection> AlarmsOf(Keyword keyword) => _alarms.Of(keyword);

    /// <summary>Logistic regression of whether a keyword was said: bias, weights of the score of its spelling, of the likeness of its sound and of the logarithm of its seconds.</summary>
    /// <exception cref="CommandException">No keyword has a voice.</exception>
    public double[] Fit()
    {
        Keyword[] voices = [.. Keywords.Where(k => k.Voice is not null)];
        if (voices.Length == 0) throw new CommandException("--fit: expected keywords that are enrolled from recordings, with a model of spoken words");
        (KeywordDetection Detection, bool IsSaid)[] examples =
        [
            .. voices.SelectMany(BestOf).OfType<KeywordDetection>().Select(d => (d, true)),
            .. voices.SelectMany(AlarmsOf).Select(d => (d, false)),
        ];
        return LogisticFit.Run([.. examples.Select(e => new double[] { Math.Max(e.Detection.Spelling, KeywordVoice.LeastSpelling), e.Detection.Likeness, Math.Log((e.Detection.End - e.Detection.Start).TotalSeconds) })], [.. examples.Select(e => e.IsSaid)]);
    }

    private static bool Has(Utterance utterance, string keyword) => $" {TextNormalizer.Normalize(utterance.Text)} ".Contains($" {keyword} ", StringComparison.Ordinal);
}
