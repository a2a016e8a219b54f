namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>
/// How probable it is that a word is right, by how clear its letters are. Logistic regressions over the words of development
/// sets; docs/decoding.md says which, and how they are fitted. What the search knows beside the sound makes letters that are
/// little clear more trustworthy, so there is one for each kind.
/// </summary>
internal readonly struct WordConfidence
{
    private readonly float _clarity, _weakest, _offset;

    private WordConfidence(float clarity, float weakest, float offset) => (_clarity, _weakest, _offset) = (clarity, weakest, offset);

    /// <summary>For texts that only the sound decides.</summary>
    public static readonly WordConfidence Free = new(0.636f, 1.078f, -1.654f);

    /// <summary>For texts with a language model.</summary>
    public static readonly WordConfidence Modelled = new(1.110f, 0.123f, -0.575f);

    /// <summary>For phrases of a list that were not rejected.</summary>
    public static readonly WordConfidence Listed = new(0, 0.7f, 4.1f);

    /// <summary>The probability that a word is right, 0 to 1.</summary>
    public float Of(in TextWord word) => 1 / (1 + MathF.Exp(-(_clarity * Logit(word.Clarity) + _weakest * Logit(word.Weakest) + _offset)));

    private static float Logit(float probability)
    {
        float p = Math.Clamp(probability, 1e-4f, 1 - 1e-4f);
        return MathF.Log(p / (1 - p));
    }
}
