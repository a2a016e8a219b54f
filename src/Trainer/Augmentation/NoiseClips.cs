using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Augmentation;

/// <summary>Recorded noise to mix into speech.</summary>
internal sealed class NoiseClips(IReadOnlyList<Utterance> clips, AudioLoader load)
{
    /// <summary>Fills a span with a stretch of one clip, begun anywhere; a clip that is too short is repeated.</summary>
    public void Fill(Span<float> noise, int sampleRate, SeededRandom random)
    {
        Utterance clip = clips[random.NextInt(clips.Count)];
        TimeSpan needed = TimeSpan.FromSeconds((double)noise.Length / sampleRate), spare = clip.Duration - needed;
        double place = random.NextDouble();
        if (spare > TimeSpan.Zero)
        {
            Repeat(load(clip.AudioPath, clip.Offset + spare * place, needed), 0, noise);
            return;
        }
        float[] samples = load(clip.AudioPath, clip.Offset, clip.Duration);
        Repeat(samples, (int)(samples.Length * place), noise);
    }

    private static void Repeat(ReadOnlySpan<float> samples, int start, Span<float> noise)
    {
        if (samples.IsEmpty) noise.Clear();
        while (!samples.IsEmpty && !noise.IsEmpty)
        {
            ReadOnlySpan<float> part = samples[start..Math.Min(samples.Length, start + noise.Length)];
            part.CopyTo(noise);
            noise = noise[part.Length..];
            start = 0;
        }
    }
}
