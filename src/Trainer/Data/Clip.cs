namespace EmbeddedSeq.Trainer.Data;

/// <summary>What the network hears as one input: an utterance, or several short ones after each other.</summary>
/// <param name="Utterances">One or more.</param>
/// <param name="Gaps">The silence between each utterance and the next: one fewer.</param>
/// <param name="Seed">Where the randomness of its augmentation starts; another one in every epoch.</param>
internal sealed record Clip(IReadOnlyList<Utterance> Utterances, IReadOnlyList<TimeSpan> Gaps, ulong Seed)
{
    // A cut into room noise would click.
    private const double FadeSeconds = 0.005;

    /// <summary>Names of the utterances.</summary>
    public string Id => string.Join('+', Utterances.Select(u => u.Id));

    /// <summary>What is said.</summary>
    public string Text => string.Join(' ', Utterances.Select(u => u.Text));

    /// <summary>Length of it all.</summary>
    public TimeSpan Duration => Sum(Utterances.Select(u => u.Duration)) + Sum(Gaps);

    /// <summary>The samples: gaps are silent, and where utterances meet a gap they fade within 5 ms.</summary>
    public float[] Read(AudioLoader load, int sampleRate)
    {
        if (Utterances.Count == 1) return load(Utterances[0].AudioPath, Utterances[0].Offset, Utterances[0].Duration);
        float[][] parts = [.. Utterances.Select(u => load(u.AudioPath, u.Offset, u.Duration))];
        int[] gaps = [.. Gaps.Select(g => (int)(g.TotalSeconds * sampleRate))];
        float[] samples = new float[parts.Sum(p => p.Length) + gaps.Sum()];
        int fade = (int)(FadeSeconds * sampleRate), start = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            Fade(parts[i], fade, atStart: i > 0, atEnd: i < parts.Length - 1);
            parts[i].CopyTo(samples, start);
            start += parts[i].Length + (i < gaps.Length ? gaps[i] : 0);
        }
        return samples;
    }

    private static void Fade(Span<float> samples, int length, bool atStart, bool atEnd)
    {
        length = Math.Min(length, samples.Length);
        for (int i = 0; i < length; i++)
        {
            float gain = (i + 0.5f) / length;
            if (atStart) samples[i] *= gain;
            if (atEnd) samples[^(i + 1)] *= gain;
        }
    }

    private static TimeSpan Sum(IEnumerable<TimeSpan> times) => new(times.Sum(t => t.Ticks));
}
