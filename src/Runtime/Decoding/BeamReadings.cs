namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>A hypothesis as the whole text.</summary>
/// <param name="Hypothesis">Its index in the beam.</param>
/// <param name="Score">What readings are ranked by: ln of the probability of all its paths, and what the text has earned.</param>
internal readonly record struct CtcReading(int Hypothesis, double Score);

/// <summary>What the hypotheses of a beam are worth if the text ends here. Not for two threads at once.</summary>
/// <param name="width">Most hypotheses.</param>
/// <param name="separator">The token between words, or -1.</param>
internal sealed class BeamReadings(int width, int separator)
{
    private readonly CtcReading[] _readings = new CtcReading[width];
    private int _count;

    /// <summary>The readings, the best first.</summary>
    public ReadOnlySpan<CtcReading> All => _readings.AsSpan(0, _count);

    /// <summary>Forgets them.</summary>
    public void Clear() => _count = 0;

    /// <summary>Scores hypotheses as whole texts.</summary>
    public void Collect(ReadOnlySpan<Hypothesis> hypotheses, TextScorer scorer)
    {
        _count = 0;
        for (int i = 0; i < hypotheses.Length; i++)
        {
            double score = hypotheses[i].Acoustic + scorer.End(hypotheses[i].Text);
            if (score > double.NegativeInfinity) Add(new CtcReading(i, score), hypotheses);
        }
        _readings.AsSpan(0, _count).Sort(static (a, b) => b.Score.CompareTo(a.Score));
    }

    /// <summary>Moves one of them to the front.</summary>
    public void PutFirst(int index)
    {
        if (index == 0) return;
        CtcReading first = _readings[index];
        _readings.AsSpan(0, index).CopyTo(_readings.AsSpan(1));
        _readings[0] = first;
    }

    // A text with a separator behind it is the same text.
    private void Add(CtcReading reading, ReadOnlySpan<Hypothesis> hypotheses)
    {
        ref readonly Hypothesis added = ref hypotheses[reading.Hypothesis];
        foreach (ref CtcReading other in _readings.AsSpan(0, _count))
        {
            ref readonly Hypothesis there = ref hypotheses[other.Hypothesis];
            bool isThereLonger = there.Last == separator && there.Before == added.Prefix;
            if (!isThereLonger && !(added.Last == separator && added.Before == there.Prefix)) continue;
            other = new CtcReading(isThereLonger ? reading.Hypothesis : other.Hypothesis, Hypothesis.LogSum(other.Score, reading.Score));
            return;
        }
        _readings[_count++] = reading;
    }
}
