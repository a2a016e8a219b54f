namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>How thoroughly a beam search looks, and what it makes of a language model.</summary>
public sealed record BeamSearchOptions
{
    /// <summary>Texts that are followed at the same time, 1 to 1024.</summary>
    public int Width { get; init; } = 128;

    /// <summary>A token less probable than this extends no text at that step; 0 to 1. What a phrase list allows is always tried.</summary>
    public float TokenThreshold { get; init; } = 1e-3f;

    /// <summary>A text whose score is further below the best than this is given up; above 0, in nats.</summary>
    public float ScoreThreshold { get; init; } = 14;

    /// <summary>Text that began longer ago than this is committed: other readings of it are given up. 0.1 s to 60 s.</summary>
    public TimeSpan CommitDelay { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>A partial text ends where the best text differs from one that is at most this much worse; at least 0, in nats. The larger, the steadier and the later the partial texts are; the final text stays the same.</summary>
    public float Agreement { get; init; } = 2.5f;

    /// <summary>What a language model's logarithms of probability are multiplied by, 0 to 10.</summary>
    public float LanguageModelWeight { get; init; } = 1;

    /// <summary>Added to the score for each word when there is a language model, in nats; it makes up for the words' probabilities. -20 to 20.</summary>
    public float WordBonus { get; init; }

    /// <summary>Taken from the language model's score of a word that it does not know, in nats, 0 to 100. Words that are hot pay nothing.</summary>
    public float UnknownWordPenalty { get; init; } = 20;

    /// <summary>
    /// Taken from the blank's logarithm of probability when there is a language model, in nats, 0 to 10. A network that is not
    /// sure of a letter writes the blank; the language model can be, but has to be given the choice.
    /// </summary>
    public float BlankPenalty { get; init; } = 1.5f;

    /// <summary>
    /// How much of the words' own frequency is taken out of the language model's score, 0 to 2: the network has learned from its texts which
    /// words are frequent; what the words before tell is new to it (docs/decoding.md).
    /// </summary>
    public float UnigramWeight { get; init; } = 0.4f;

    /// <summary>
    /// How much of the letters' frequency is taken out of what the network says when there is a language model, 0 to 2: the network
    /// has learned from its texts that e comes more often than z, and the words' probabilities tell that again (docs/decoding.md).
    /// </summary>
    public float LetterWeight { get; init; } = 0.3f;

    /// <summary>
    /// The final text is the reading with the fewest expected word errors instead of the most probable one: readings count by their
    /// probability to the power of this, 0 to 10; 0 takes the most probable. Not with a phrase list.
    /// </summary>
    public float RiskScale { get; init; } = 1.1f;

    /// <summary>
    /// With a recurrent language model: its part in the probabilities of words that have ended, 0 to 1; the n-gram model has the rest.
    /// </summary>
    public float RecurrentShare { get; init; } = 0.7f;

    /// <summary>
    /// With a phrase list: how much has to speak for a phrase to be answered, in nats: ln of its best path's probability, a letter, and
    /// up to 2.4 for being ahead of the list's other phrases (docs/decoding.md); -100 to 0, where -100 answers always.
    /// </summary>
    public float RejectionThreshold { get; init; } = -1.8f;

    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Width, 1024);
        Require(nameof(TokenThreshold), TokenThreshold, 0, 1);
        if (!(ScoreThreshold > 0)) throw new ArgumentOutOfRangeException(nameof(ScoreThreshold), ScoreThreshold, "Expected a number above 0.");
        Require(nameof(Agreement), Agreement, 0, float.MaxValue);
        Require(nameof(LanguageModelWeight), LanguageModelWeight, 0, 10);
        Require(nameof(RejectionThreshold), RejectionThreshold, -100, 0);
        Require(nameof(WordBonus), WordBonus, -20, 20);
        Require(nameof(UnknownWordPenalty), UnknownWordPenalty, 0, 100);
        Require(nameof(BlankPenalty), BlankPenalty, 0, 10);
        Require(nameof(UnigramWeight), UnigramWeight, 0, 2);
        Require(nameof(LetterWeight), LetterWeight, 0, 2);
        Require(nameof(RecurrentShare), RecurrentShare, 0, 1);
        Require(nameof(RiskScale), RiskScale, 0, 10);
        ArgumentOutOfRangeException.ThrowIfLessThan(CommitDelay, TimeSpan.FromSeconds(0.1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(CommitDelay, TimeSpan.FromSeconds(60));
    }

    private static void Require(string name, float value, float least, float most)
    {
        if (!(value >= least && value <= most)) throw new ArgumentOutOfRangeException(name, value, $"Expected a number from {least} to {most}.");
    }
}
