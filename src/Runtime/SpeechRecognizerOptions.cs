using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Runtime;

/// <summary>Sizes of a <see cref="SpeechRecognizer"/>, and how it finds the text.</summary>
public sealed record SpeechRecognizerOptions
{
    /// <summary>Audio that may wait between Push and Tick, 0.1 s to 10 min: as long as the host may pause. A second costs 64 KB at 16 kHz, the largest part of a stream's memory.</summary>
    public TimeSpan BufferLength { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>An utterance that reaches this length is ended as it is and the next one begins; 1 s to 24 h. Bounds memory, above all of bidirectional models.</summary>
    public TimeSpan MaximumUtterance { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Search among several texts at the same time. Null: the quickest way, which takes the most probable token of each step, or
    /// the default search if there is a language model, a phrase list, hot words or alternatives.
    /// </summary>
    public BeamSearchOptions? Beam { get; init; }

    /// <summary>Which words follow each other; null for none. See <see cref="SpeechRecognizer.LanguageModel"/>.</summary>
    public NgramModel? LanguageModel { get; init; }

    /// <summary>All that may be answered; null for anything. See <see cref="SpeechRecognizer.Phrases"/>.</summary>
    public PhraseList? Phrases { get; init; }

    /// <summary>Words that are likelier than others; null for none. See <see cref="SpeechRecognizer.HotWords"/>.</summary>
    public HotWords? HotWords { get; init; }

    /// <summary>How many readings a final result lists, 0 to 100; at most as many as the beam is wide.</summary>
    public int Alternatives { get; init; }

    internal BeamSearchOptions? EffectiveBeam => Beam ?? (LanguageModel is null && Phrases is null && HotWords is null && Alternatives == 0 ? null : new BeamSearchOptions());

    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(BufferLength, TimeSpan.FromSeconds(0.1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BufferLength, TimeSpan.FromMinutes(10));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumUtterance, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaximumUtterance, TimeSpan.FromHours(24));
        Beam?.Validate();
        ArgumentOutOfRangeException.ThrowIfNegative(Alternatives);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Alternatives, 100);
    }
}
