namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>
/// How probable it is that a word is right, by how clear its letters are, how clear all that was said with it is, and how little
/// that was: a word said alone is a known one, and clear, more often than one of a sentence. Logistic
/// regressions over the words of development sets; docs/decoding.md has the command that fits them. What the search knows
/// beside the sound makes letters that are little clear more trustworthy, so there is one for each kind.
/// </summary>
/// <param name="Clarity">Weight of the logit of the mean of the word's letters' mean probabilities.</param>
/// <param name="Weakest">Weight of the logit of the smallest of its letters' largest probabilities.</param>
/// <param name="Surroundings">Weight of the logit of the mean clarity of all words of the text.</param>
/// <param name="Brevity">Weight of 1 / number of words of the text.</param>
/// <param name="Offset">Added to these.</param>
internal readonly record struct WordConfidence(float Clarity, float Weakest, float Surroundings, float Brevity, float Offset)
{
    /// <summary>For texts that only the sound decides.</summary>
    public static readonly WordConfidence Free = new(0.33f, 0.82f, 0.72f, 1.32f, -3.07f);

    /// <summary>For texts with a language model.</summary>
    public static readonly WordConfidence Modelled = new(0.43f, 0.17f, 1.52f, 3.41f, -1.47f);

    /// <summary>For phrases of a list that were not rejected.</summary>
    public static readonly WordConfidence Listed = new(0.65f, -0.04f, 0.65f, 0, 2.74f);

    /// <summary>The mean clarity of the words of a text, 0 to 1.</summary>
    public static float MeanClarity(ReadOnlySpan<TextWord> words)
    {
        float sum = 0;
        foreach (TextWord word in words) sum += word.Clarity;
        return words.IsEmpty ? 0 : sum / words.Length;
    }

    /// <summary>The probability that a word is right, 0 to 1.</summary>
    /// <param name="word">The word.</param>
    /// <param name="surroundings">The <see cref="MeanClarity"/> of its text.</param>
    /// <param name="brevity">1 / number of words of its text; 0 while the text goes on.</param>
    public float Of(in TextWord word, float surroundings, float brevity)
    {
        float sum = Clarity * Logit(word.Clarity) + Weakest * Logit(word.Weakest) + Surroundings * Logit(surroundings) + Brevity * brevity + Offset;
        return 1 / (1 + MathF.Exp(-sum));
    }

    /// <summary>ln(p / (1 − p)), within ±9.2.</summary>
    internal static float Logit(float probability)
    {
        float p = Math.Clamp(probability, 1e-4f, 1 - 1e-4f);
        return MathF.Log(p / (1 - p));
    }
}
