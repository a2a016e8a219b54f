namespace EmbeddedSeq.Runtime.Tests;

/// <summary>Results as values that can be kept and compared.</summary>
internal sealed record HeardWord(string Text, TimeSpan Start, TimeSpan End, float Confidence);

internal sealed record Heard(string Text, bool IsFinal, TimeSpan Start, TimeSpan End, HeardWord[] Words)
{
    public bool Equals(Heard? other) =>
        other is not null && (Text, IsFinal, Start, End) == (other.Text, other.IsFinal, other.Start, other.End) && Words.SequenceEqual(other.Words);

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
}

internal static class Recognition
{
    /// <summary>All results that wait.</summary>
    public static List<Heard> ReadAll(this SpeechRecognizer recognizer)
    {
        var results = new List<Heard>();
        while (recognizer.TryRead(out SpeechResult result))
        {
            HeardWord[] words = [.. result.Words.ToArray().Select(w => new HeardWord(w.ToString(), w.Start, w.End, w.Confidence))];
            results.Add(new Heard(result.ToString(), result.IsFinal, result.Start, result.End, words));
        }
        return results;
    }

    /// <summary>Pushes samples in pieces, ticking and reading after each, and ends the utterance.</summary>
    public static List<Heard> Hear(this SpeechRecognizer recognizer, ReadOnlySpan<float> samples, Func<int> cut)
    {
        var results = new List<Heard>();
        while (!samples.IsEmpty)
        {
            samples = samples[recognizer.Push(samples[..Math.Min(samples.Length, cut())])..];
            recognizer.Tick();
            results.AddRange(recognizer.ReadAll());
        }
        recognizer.EndUtterance();
        recognizer.Tick();
        results.AddRange(recognizer.ReadAll());
        return results;
    }

    public static List<Heard> Hear(this SpeechRecognizer recognizer, ReadOnlySpan<float> samples) => Hear(recognizer, samples, () => int.MaxValue);

    public static List<Heard> Finals(this IEnumerable<Heard> results) => [.. results.Where(r => r.IsFinal)];

    /// <summary>Noise whose loudness and colour wander, so that a random network has something to react to.</summary>
    public static float[] Babble(double seconds, int seed)
    {
        var random = new Random(seed);
        float[] samples = new float[(int)(seconds * 16000)];
        float loudness = 0, colour = 0, last = 0;
        for (int t = 0; t < samples.Length; t++)
        {
            if (t % 1200 == 0) (loudness, colour) = (MathF.Exp(-6 * random.NextSingle()), random.NextSingle() * 1.9f - 0.95f);
            last = colour * last + (random.NextSingle() - 0.5f) * loudness;
            samples[t] = last;
        }
        return samples;
    }
}
