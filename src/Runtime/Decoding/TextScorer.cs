using System.Runtime.InteropServices;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>Scores texts, token by token, by what is known beside the sound: language model, hot words, phrases. Immutable; the state of a text is a <see cref="TextScore"/>.</summary>
/// <param name="tokens">Text of each token.</param>
/// <param name="options">Weights.</param>
/// <param name="model">Scores words as they end; null for none.</param>
/// <param name="hotWords">Null for none.</param>
/// <param name="phrases">All that may be said; null for anything.</param>
/// <param name="recurrent">Corrects the language model for words that have ended; null for none, and without a language model it does nothing.</param>
internal sealed class TextScorer(IReadOnlyList<string> tokens, BeamSearchOptions options, NgramModel? model, HotWords? hotWords, PhraseList? phrases, RecurrentLanguageModel? recurrent = null)
{
    private readonly double _weight = options.LanguageModelWeight, _unigramWeight = options.UnigramWeight, _penalty = options.UnknownWordPenalty;
    private readonly double _bonus = model is null ? 0 : options.WordBonus - options.UnigramWeight * model.Frequency.WordEntropy;
    private readonly double[]? _letters = model is null || phrases is not null ? null : LetterGains(tokens, model.Frequency, options.LetterWeight);
    private readonly double _unknown = model?.Frequent(Ngrams.Unknown) ?? 0;

    /// <summary>All that may be said; null for anything.</summary>
    public PhraseList? Phrases => phrases;

    private NgramModel? Model => model;

    private HotWords? HotWords => hotWords;

    /// <summary>What words are weighed by that have ended; null for nothing.</summary>
    public ReadingKnowledge? Readings { get; } = model is null || phrases is not null || options.RecurrentShare == 0 ? null : recurrent?.With(model);

    /// <summary>Whether a language model scores the words.</summary>
    public bool HasLanguageModel => model is not null;

    /// <summary>What a blank costs, in nats.</summary>
    public float BlankPenalty { get; } = model is not null && phrases is null ? options.BlankPenalty : 0;

    /// <summary>Whether texts that another has scored go on with this one as they are: both differ at most in the recurrent model, of which a <see cref="TextScore"/> holds nothing.</summary>
    public bool GoesOnFrom(TextScorer other) => Model == other.Model && HotWords == other.HotWords && Phrases == other.Phrases;

    /// <summary>Two scorers with the same go on from each other's states.</summary>
    public ulong Fingerprint()
    {
        ReadOnlySpan<ulong> knowledge = [phrases?.Fingerprint ?? 0, hotWords?.Fingerprint ?? 0, model?.Fingerprint ?? 0, Readings?.Fingerprint ?? 0];
        ReadOnlySpan<double> weights = [_weight, _unigramWeight, _bonus, _penalty, BlankPenalty, _letters is null ? 0 : options.LetterWeight];
        return Checksum.Of(MemoryMarshal.AsBytes(knowledge)) ^ Checksum.Of(MemoryMarshal.AsBytes(weights));
    }

    /// <summary>The state at the start of an utterance.</summary>
    public TextScore Begin => new() { Context = model?.StartContext ?? 0, Hot = hotWords?.Begin ?? 0, Phrase = PhraseList.Start };

    /// <summary>Adds a token.</summary>
    /// <returns>Whether the text may go on so.</returns>
    public bool TryExtend(in TextScore from, int token, out TextScore to)
    {
        to = from;
        if (phrases is not null && (to.Phrase = phrases.Next(from.Phrase, token)) < 0) return false;
        Advance(ref to, token);
        return true;
    }

    /// <summary>What a text has earned if it ends here; negative infinity if it must not.</summary>
    public double End(in TextScore from)
    {
        if (phrases is not null && !phrases.IsComplete(from.Phrase)) return double.NegativeInfinity;
        TextScore to = from;
        float gain = 0;
        if (hotWords is not null) to.Hot = hotWords.NextSpace(from.Hot, out gain);
        if (model is null) return to.Gain + gain;
        if (to.Node != WordTrie.Root) EndWord(model, ref to);
        return to.Gain + gain + _weight * model.Score(to.Context, Ngrams.End, out _);
    }

    /// <summary>The state of a text that another scorer has scored so far: what it has earned it keeps, what comes now is scored anew.</summary>
    /// <param name="text">As the other has left it.</param>
    /// <param name="run">The tokens of the unfinished word.</param>
    /// <param name="isFirst">Whether it is the first word of the text; the words before another are not known to this scorer.</param>
    public TextScore Resume(in TextScore text, ReadOnlySpan<CtcToken> run, bool isFirst)
    {
        TextScore state = Begin;
        if (!isFirst) state.Context = 0;
        foreach (CtcToken token in run) Advance(ref state, token.Index);
        (state.Gain, state.Phrase, state.Weighed) = (text.Gain, text.Phrase, text.Weighed);
        return state;
    }

    private static double[] LetterGains(IReadOnlyList<string> tokens, WordFrequency frequency, double weight) => [.. tokens.Select(t => weight * frequency.Surprise(t))];

    private void Advance(ref TextScore to, int token)
    {
        if (hotWords is not null)
        {
            to.Gain += hotWords.Gain(to.Hot, token);
            to.Hot = hotWords.Next(to.Hot, token);
        }
        if (_letters is not null) to.Gain += _letters[token];
        if (model is not null)
        {
            foreach (char c in tokens[token])
            {
                if (!char.IsWhiteSpace(c)) to.Node = model.Trie.Child(to.Node, c);
                else if (to.Node != WordTrie.Root) EndWord(model, ref to);
            }
        }
        to.Hope = Hope(to);
    }

    private void EndWord(NgramModel model, ref TextScore to)
    {
        int known = model.Trie.Word(to.Node), word = Math.Max(known, Ngrams.Unknown);
        double score = model.Score(to.Context, word, out to.Context);
        if (known < 0 && !IsWanted(to)) score -= _penalty;
        to.Gain += _bonus + _weight * score - _unigramWeight * model.Frequent(word);
        to.Node = WordTrie.Root;
    }

    private double Hope(in TextScore to)
    {
        double hope = hotWords?.Hope(to.Hot) ?? 0;
        if (model is null || to.Node == WordTrie.Root) return hope;
        double word = to.Node != WordTrie.Nowhere ? model.Hope(to.Node) : _unknown;
        if (to.Node == WordTrie.Nowhere && !IsWanted(to)) hope -= _weight * _penalty;
        return hope + _bonus + (_weight - _unigramWeight) * word;
    }

    private bool IsWanted(in TextScore to) => hotWords is not null && hotWords.IsWanted(to.Hot);
}
