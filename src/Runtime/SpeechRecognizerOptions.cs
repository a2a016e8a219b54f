using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Runtime;

/// <summary>Sizes of a <see cref="SpeechRecognizer"/>, how it finds the text, and when it ends utterances (docs/endpointing.md).</summary>
public sealed record SpeechRecognizerOptions
{
    /// <summary>Audio that may wait between Push and Tick, 0.1 s to 10 min: as long as the host may pause. A second costs 64 KB at 16 kHz, the largest part of a stream's memory.</summary>
    public TimeSpan BufferLength { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Whether the recogniser itself ends utterances, by the two rules of silence. Otherwise only <see cref="SpeechRecognizer.EndUtterance"/>
    /// and <see cref="MaximumUtterance"/> do, which suits push-to-talk and recordings of single utterances.
    /// </summary>
    public bool DetectEndpoints { get; init; } = true;

    /// <summary>First rule: with nothing said for so long an utterance ends, empty; 0.5 s to 24 h. Tells a host that nobody answers.</summary>
    public TimeSpan SilenceBeforeSpeech { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Second rule: after something was said, so much silence ends the utterance; 0.1 s to 60 s. In noise or music that is as loud
    /// as speech it takes twice as long without a letter.
    /// </summary>
    public TimeSpan SilenceAfterSpeech { get; init; } = TimeSpan.FromSeconds(0.8);

    /// <summary>Third rule, which always holds: an utterance that reaches this length is ended as it is and the next one begins; 1 s to 24 h. Bounds memory, above all of bidirectional models.</summary>
    public TimeSpan MaximumUtterance { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What the network hears from before the moment when a sound is noticed, so that soft first sounds are kept; 0 to 2 s.</summary>
    public TimeSpan PreRoll { get; init; } = TimeSpan.FromSeconds(0.3);

    /// <summary>
    /// Search among several texts at the same time. Null: the quickest way, which takes the most probable token of each step, or
    /// the default search if there is a language model, a phrase list, hot words or alternatives.
    /// </summary>
    public BeamSearchOptions? Beam { get; init; }

    /// <summary>Which words follow each other; null for none. See <see cref="SpeechRecognizer.LanguageModel"/>.</summary>
    public NgramModel? LanguageModel { get; init; }

    /// <summary>
    /// Corrects <see cref="LanguageModel"/>, without which it does nothing, for words that have ended, every 90 ms and at the end of the text; null for none.
    /// See <see cref="SpeechRecognizer.RecurrentLanguageModel"/>.
    /// </summary>
    public RecurrentLanguageModel? RecurrentLanguageModel { get; init; }

    /// <summary>All that may be answered; null for anything. See <see cref="SpeechRecognizer.Phrases"/>.</summary>
    public PhraseList? Phrases { get; init; }

    /// <summary>Words that are likelier than others; null for none. See <see cref="SpeechRecognizer.HotWords"/>.</summary>
    public HotWords? HotWords { get; init; }

    /// <summary>How many readings a final result lists, 0 to 100; at most as many as the beam is wide.</summary>
    public int Alternatives { get; init; }

    internal BeamSearchOptions? EffectiveBeam => Beam ?? (LanguageModel is null && Phrases is null && HotWords is null && Alternatives == 0 ? null : new BeamSearchOptions());

    // A sound that so much quiet follows and that was no word is forgotten; letters come at most half a second late.
    private static readonly TimeSpan FalseStart = TimeSpan.FromSeconds(0.7);

    /// <summary>The rules in steps of a model.</summary>
    internal EndpointRules Rules(SpeechModel model) => DetectEndpoints
        ? new(model.StepsIn(SilenceBeforeSpeech), model.StepsIn(SilenceAfterSpeech), model.StepsIn(FalseStart))
        : new(EndpointRules.Never, EndpointRules.Never, model.StepsIn(FalseStart));

    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(BufferLength, TimeSpan.FromSeconds(0.1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BufferLength, TimeSpan.FromMinutes(10));
        ArgumentOutOfRangeException.ThrowIfLessThan(SilenceBeforeSpeech, TimeSpan.FromSeconds(0.5));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SilenceBeforeSpeech, TimeSpan.FromHours(24));
        ArgumentOutOfRangeException.ThrowIfLessThan(SilenceAfterSpeech, TimeSpan.FromSeconds(0.1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SilenceAfterSpeech, TimeSpan.FromSeconds(60));
        ArgumentOutOfRangeException.ThrowIfLessThan(PreRoll, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(PreRoll, TimeSpan.FromSeconds(2));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumUtterance, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaximumUtterance, TimeSpan.FromHours(24));
        Beam?.Validate();
        ArgumentOutOfRangeException.ThrowIfNegative(Alternatives);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Alternatives, 100);
    }
}
