namespace EmbeddedSeq.Runtime.Tests.Decoding;

/// <summary>What the definition of CTC says, by going through all paths.</summary>
internal static class CtcOracle
{
    /// <summary>For every text: the probability of all its paths, and its most probable path.</summary>
    /// <param name="rows">[T, V].</param>
    /// <param name="size">V.</param>
    /// <param name="separator">The token between words, written once between words and not before the first.</param>
    public static Dictionary<string, (double Probability, double Best)> Enumerate(float[] rows, int size, int separator)
    {
        int steps = rows.Length / size;
        var texts = new Dictionary<string, (double Probability, double Best)>();
        int[] path = new int[steps];
        do
        {
            double p = Math.Exp(path.Select((token, t) => (double)rows[t * size + token]).Sum());
            string text = Text(path, separator);
            texts.TryGetValue(text, out (double Probability, double Best) sum);
            texts[text] = (sum.Probability + p, Math.Max(sum.Best, p));
        }
        while (Next(path, size));
        return texts;
    }

    /// <summary>The tokens that a path stands for, as characters from 'a' on.</summary>
    public static string Text(ReadOnlySpan<int> path, int separator)
    {
        var tokens = new List<int>();
        for (int t = 0; t < path.Length; t++)
        {
            if (path[t] == 0 || (t > 0 && path[t] == path[t - 1])) continue;
            if (path[t] != separator || (tokens.Count > 0 && tokens[^1] != separator)) tokens.Add(path[t]);
        }
        return string.Concat(tokens.Select(Letter));
    }

    /// <summary>How <see cref="Text"/> writes a token.</summary>
    public static char Letter(int token) => (char)('a' + token);

    private static bool Next(int[] path, int size)
    {
        for (int t = 0; t < path.Length; t++)
        {
            if (++path[t] < size) return true;
            path[t] = 0;
        }
        return false;
    }
}
