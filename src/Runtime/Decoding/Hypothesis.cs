namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>One single path of CTC to a hypothesis: it tells when each token was heard.</summary>
/// <param name="Score">ln of its probability.</param>
/// <param name="Tail">Link of the last but one token.</param>
/// <param name="Tip">The last token; meaningless if there is none.</param>
internal readonly record struct CtcPath(double Score, int Tail, CtcToken Tip)
{
    /// <summary>A path that does not exist.</summary>
    public static readonly CtcPath Impossible = new(double.NegativeInfinity, TokenChain.None, default);

    /// <summary>The path after a step that is blank.</summary>
    public CtcPath AfterBlank(float logProbability) => this with { Score = Score + logProbability };

    /// <summary>The path after another step of its last token.</summary>
    public CtcPath AfterRepeat(float logProbability) => this with { Score = Score + logProbability, Tip = Tip.Extended(MathF.Exp(logProbability)) };
}

/// <summary>A text that may have been said so far, and how probable that is.</summary>
/// <remarks>Prefixes are told apart by a 64-bit hash of their tokens: among the few hundred of a beam no two ever share one by chance.</remarks>
internal struct Hypothesis
{
    /// <summary>Hash of no tokens.</summary>
    public const ulong Empty = 1;

    /// <summary>Hash of the tokens, and of all but the last.</summary>
    public ulong Prefix, Before;

    /// <summary>The last token; 0 if there is none. Without <see cref="Depth"/>, the token whose run reaches over from the text before.</summary>
    public int Last;

    /// <summary>Number of tokens.</summary>
    public int Depth;

    /// <summary>ln of the probability of all paths that end in the blank, and of all that end in the last token.</summary>
    public double Blank, NonBlank;

    /// <summary>ln of the probability of all paths.</summary>
    public double Acoustic;

    /// <summary>The best single path that ends in the blank, and the one that ends in the last token.</summary>
    public CtcPath ToBlank, ToToken;

    /// <summary>What the text so far adds to the score.</summary>
    public TextScore Text;

    /// <summary>What hypotheses are ranked by.</summary>
    public readonly double Total => Acoustic + Text.Total;

    /// <summary>Whether nothing has been said, or a word has just ended.</summary>
    public readonly bool IsBehind(int separator) => Depth == 0 || Last == separator;

    /// <summary>The better of the two paths.</summary>
    public readonly CtcPath BestPath => ToBlank.Score > ToToken.Score ? ToBlank : ToToken;

    /// <summary>Nothing has been said yet.</summary>
    /// <param name="last">The token whose run reaches over from the text before, or 0.</param>
    /// <param name="blank">ln of the probability that the text before ended in the blank.</param>
    /// <param name="nonBlank">And that it ended in its last token.</param>
    /// <param name="text">What the empty text adds.</param>
    public static Hypothesis Start(int last, double blank, double nonBlank, in TextScore text) => new()
    {
        Prefix = Empty,
        Last = last,
        Blank = blank,
        NonBlank = nonBlank,
        Acoustic = LogSum(blank, nonBlank),
        ToBlank = CtcPath.Impossible with { Score = blank },
        ToToken = CtcPath.Impossible with { Score = nonBlank },
        Text = text,
    };

    /// <summary>The same text one step later.</summary>
    /// <param name="row">[V], log-probabilities of the step.</param>
    /// <param name="blank">That of the blank, as it counts.</param>
    /// <param name="separator">The token between words, or -1.</param>
    public readonly Hypothesis Stay(ReadOnlySpan<float> row, float blank, int separator)
    {
        Hypothesis to = this;
        to.Blank = Acoustic + blank;
        to.ToBlank = BestPath.AfterBlank(blank);
        if (Last != 0)
        {
            to.NonBlank = NonBlank + row[Last];
            to.ToToken = ToToken.AfterRepeat(row[Last]);
        }
        if (separator > 0 && IsBehind(separator)) StayBehindSeparator(ref to, separator, row[separator]);
        to.Acoustic = LogSum(to.Blank, to.NonBlank);
        return to;
    }

    private readonly void StayBehindSeparator(ref Hypothesis to, int separator, float logProbability)
    {
        if (Last == separator)
        {
            // Its run has been counted; what comes behind a blank would be a second one.
            to.NonBlank = LogSum(to.NonBlank, Blank + logProbability);
            if (ToBlank.Score > ToToken.Score) to.ToToken = ToBlank.AfterRepeat(logProbability);
            return;
        }
        to.Blank = LogSum(to.Blank, Acoustic + logProbability);
        CtcPath path = BestPath.AfterBlank(logProbability);
        if (path.Score > to.ToBlank.Score) to.ToBlank = path;
    }

    /// <summary>Hash of a prefix with a token behind it.</summary>
    public static ulong Extend(ulong prefix, int token)
    {
        ulong x = prefix * 0x9E3779B97F4A7C15 + (ulong)token + 1; // The mixing of SplitMix64 (Steele et al. 2014).
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }

    /// <summary>ln(e^a + e^b).</summary>
    public static double LogSum(double a, double b)
    {
        (double larger, double smaller) = a > b ? (a, b) : (b, a);
        double difference = smaller - larger;
        return difference > -40 ? larger + Math.Log(1 + Math.Exp(difference)) : larger; // Beyond 40, less than half a unit in the last place; also for a = b = −∞, where the difference is NaN.
    }
}
