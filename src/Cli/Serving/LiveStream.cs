using System.Diagnostics;
using EmbeddedSeq.Cli.Embedding;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Decoding;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Cli.Serving;

/// <summary>The stream of one page: sound comes from its connection, results are posted by the recognition thread.</summary>
/// <param name="model">What listens.</param>
/// <param name="options">How it begins: <see cref="Options"/>, perhaps with more.</param>
/// <param name="sounds">What makes vectors of words; null for none.</param>
/// <param name="outbox">The page.</param>
/// <param name="limits">What it may cost.</param>
internal sealed class LiveStream(SpeechModel model, SpeechRecognizerOptions options, WordSounds? sounds, Outbox outbox, ServeLimits limits)
{
    // Alternatives multiply: a page may have a short list that spells out to this, not to what a list from a file may be.
    private const int MaximumPhraseCharacters = 50_000;
    private static readonly TimeSpan StateInterval = TimeSpan.FromSeconds(0.2);
    private static readonly Lock ReadingPhrases = new();

    private readonly AudioAllowance _allowance = new(model.SampleRate, limits.Burst, TimeSpan.Zero);
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _pushed, _dropped;
    private volatile KeywordListener? _keywords;
    private readonly SoundMemory? _memory = sounds is null ? null : new SoundMemory((int)((limits.Utterance + limits.Burst).TotalSeconds * model.SampleRate));
    private KeywordEnrollment? _enrollment; // Belongs to the connection.
    private TimeSpan _stateHeard = -StateInterval;
    private int _utterance = 1;
    private bool _spoke; // Since the last utterance ended.

    /// <summary>A page shows what may change as such: letters come when they are likeliest, not when they have no rival any more, which may be a second later.</summary>
    public static BeamSearchOptions Search { get; } = new() { Width = 64, Agreement = 0 };

    public SpeechRecognizer Recognizer { get; } = new(model, options);

    /// <summary>What a stream must be like, whatever it is to hear.</summary>
    public static SpeechRecognizerOptions Options(ServeLimits limits) => new() { BufferLength = limits.Burst, MaximumUtterance = limits.Utterance, Beam = Search };

    private TimeSpan Heard => TimeSpan.FromSeconds((double)Volatile.Read(ref _pushed) / model.SampleRate) - Recognizer.Backlog;

    /// <summary>The connection: takes what is allowed and drops the rest.</summary>
    /// <returns>Whether all was taken.</returns>
    public bool Push(ReadOnlySpan<short> samples)
    {
        int allowed = _allowance.Take(samples.Length, Stopwatch.GetElapsedTime(_start));
        int taken = Recognizer.Push(samples[..allowed]);
        _memory?.Add(samples[..taken]);
        Interlocked.Add(ref _pushed, taken);
        _keywords?.Push(samples[..taken]);
        Interlocked.Add(ref _dropped, samples.Length - taken);
        return taken == samples.Length;
    }

    /// <summary>The connection: the speaker has let go of the button.</summary>
    public void EndUtterance() => Recognizer.EndUtterance();

    /// <summary>The connection: from now on only these phrases are heard, one a line; what it began with if there is none.</summary>
    /// <returns>How many phrases; 0 for everything.</returns>
    /// <exception cref="TextFormatException">The model cannot write one of them, or they are too many.</exception>
    public int SetPhrases(string text)
    {
        PhraseList? phrases = string.IsNullOrWhiteSpace(text) ? options.Phrases : ReadPhrases(text);
        Recognizer.Phrases = phrases;
        return phrases?.Phrases.Count ?? 0;
    }

    private PhraseList ReadPhrases(string text)
    {
        // One page at a time: a list that turns out to be too long takes far more memory while it is read than any that is kept.
        lock (ReadingPhrases)
        {
            PhraseList phrases = PhraseList.Parse(text, model.Spec, sequences: true, "phrases");
            int length = phrases.Phrases.Sum(p => p.Length);
            return length <= MaximumPhraseCharacters ? phrases : throw new TextFormatException("phrases", 1, 1, $"phrases of at most {MaximumPhraseCharacters} characters together, spelled out", $"{length}");
        }
    }

    /// <summary>The connection: from now on these keywords are listened for; none, if there is none.</summary>
    /// <exception cref="ArgumentException">A spelling that the model cannot write, or a voice that the model of words cannot compare.</exception>
    public void SetKeywords(IReadOnlyCollection<Keyword> keywords) =>
        _keywords = keywords.Count == 0 ? null : new KeywordListener(model, keywords, sounds?.Model, TimeSpan.FromSeconds((double)_pushed / model.SampleRate));

    /// <summary>The connection: an example of a keyword has been said.</summary>
    /// <exception cref="ArgumentException">There is no model of words, or the example is of no use; the message says why.</exception>
    public void Learn(KeywordExample example)
    {
        if (sounds is null) throw new ArgumentException("There is no model of spoken words that fits the speech model: send the keyword's spellings.", nameof(example));
        _enrollment ??= new KeywordEnrollment(model, sounds, _memory!, outbox);
        _enrollment.Add(example);
    }

    /// <summary>The recognition thread, after each tick.</summary>
    /// <returns>Whether work is left.</returns>
    public bool Publish()
    {
        bool works = _keywords?.Publish(outbox) ?? false;
        TimeSpan heard = Heard;
        _spoke |= Recognizer.Voice.IsSpeech;
        while (Recognizer.TryRead(out SpeechResult result))
        {
            LiveMessage message = LiveMessages.Text(result, heard, _utterance, isRejected: result.IsRejected && _spoke); // Silence is not something that was said.
            if (!result.IsFinal)
            {
                outbox.PostPassing(message);
                continue;
            }
            outbox.Post(message);
            if (!result.Words.IsEmpty) sounds?.Post(outbox, _utterance, _memory!, Places(result.Words));
            _utterance++;
            _spoke = false;
        }
        if (heard - _stateHeard < StateInterval) return works;
        _stateHeard = heard;
        outbox.PostPassing(LiveMessages.State(heard, Recognizer.Backlog, Interlocked.Read(ref _dropped), Recognizer.Voice));
        return works;
    }

    // Which samples each word is made of.
    private (long Start, long End)[] Places(ReadOnlySpan<SpeechWord> words)
    {
        var places = new (long, long)[words.Length];
        long pushed = Volatile.Read(ref _pushed);
        for (int i = 0; i < places.Length; i++)
        {
            TimeSpan? before = i > 0 ? words[i - 1].End : null, behind = i + 1 < places.Length ? words[i + 1].Start : null;
            (TimeSpan start, TimeSpan end) = WordCut.Of(words[i].Start, words[i].End, before, behind);
            places[i] = ((long)(start.TotalSeconds * model.SampleRate), Math.Min(pushed, (long)(end.TotalSeconds * model.SampleRate)));
        }
        return places;
    }
}
