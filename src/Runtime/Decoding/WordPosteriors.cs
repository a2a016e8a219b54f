namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>How much of the probability of all readings has a word where the best reading has it. Allocates only when a text is longer than the capacity and than any before. Not for two threads at once.</summary>
/// <param name="tokens">Text of each token.</param>
/// <param name="capacity">Characters of a text that need no further memory.</param>
internal sealed class WordPosteriors(IReadOnlyList<string> tokens, int capacity)
{
    private readonly TextBuilder _reading = new(tokens, capacity);
    private float[] _values = new float[capacity / 2];

    /// <summary>Compares the readings of a text that has ended.</summary>
    /// <param name="beam">The readings.</param>
    /// <param name="best">The best one.</param>
    /// <returns>One number for each of its words, 0 to 1; valid until the next call.</returns>
    public ReadOnlySpan<float> Compute(BeamSearch beam, TextBuilder best)
    {
        if (_values.Length < best.Words.Length) _values = new float[2 * best.Words.Length];
        Span<float> values = _values.AsSpan(0, best.Words.Length);
        values.Clear();
        double sum = 0;
        foreach (CtcReading reading in beam.Readings)
        {
            double probability = Math.Exp(reading.Score - beam.Readings[0].Score);
            if (probability < 1e-6) break; // The rest are less likely still.
            sum += probability;
            _reading.Reset();
            _reading.Build(beam.TokensOf(beam.Hypotheses[reading.Hypothesis]), 0);
            AddMatches(best, (float)probability, values);
        }
        foreach (ref float value in values) value = Math.Min(1, value / (float)sum);
        return values;
    }

    // Words are the same if their letters are and their times overlap.
    private void AddMatches(TextBuilder best, float probability, Span<float> values)
    {
        ReadOnlySpan<TextWord> others = _reading.Words;
        for (int i = 0, j = 0; i < best.Words.Length; i++)
        {
            TextWord word = best.Words[i];
            while (j < others.Length && others[j].LastStep < word.FirstStep) j++;
            for (int k = j; k < others.Length && others[k].FirstStep <= word.LastStep; k++)
            {
                if (!best.Text.Slice(word.Start, word.Length).SequenceEqual(_reading.Text.Slice(others[k].Start, others[k].Length))) continue;
                values[i] += probability;
                break;
            }
        }
    }
}
