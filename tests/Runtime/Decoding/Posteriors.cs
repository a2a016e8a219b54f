namespace EmbeddedSeq.Runtime.Tests.Decoding;

/// <summary>Log-probabilities to decode.</summary>
internal static class Posteriors
{
    /// <summary>Steps of random probabilities; the larger the contrast, the surer they are of one token.</summary>
    public static float[] Random(int steps, int size, int seed, float contrast = 3)
    {
        var random = new Random(seed);
        float[] rows = new float[steps * size];
        for (int t = 0; t < steps; t++)
        {
            float[] weights = [.. Enumerable.Range(0, size).Select(_ => MathF.Exp(contrast * random.NextSingle() * random.NextSingle()))];
            for (int k = 0; k < size; k++) rows[t * size + k] = MathF.Log(weights[k] / weights.Sum());
        }
        return rows;
    }

    /// <summary>Steps that spell tokens: each for a step, with a blank behind it.</summary>
    public static float[] Spell(IReadOnlyList<string> tokens, string text, float probability = 0.9f)
    {
        var rows = new List<float>();
        foreach (char c in text)
        {
            foreach (int best in new[] { tokens.ToList().IndexOf(c.ToString()), 0 })
            {
                float[] row = [.. Enumerable.Repeat(MathF.Log((1 - probability) / (tokens.Count - 1)), tokens.Count)];
                row[best] = MathF.Log(probability);
                rows.AddRange(row);
            }
        }
        return [.. rows];
    }
}
