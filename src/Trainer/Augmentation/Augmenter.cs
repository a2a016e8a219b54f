using System.Collections.Concurrent;
using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Augmentation;

/// <summary>
/// Varies training audio. What happens to a clip follows from its seed alone; each effect draws from its own stream, so switching
/// one on does not change the others. Safe to use from several threads at once.
/// </summary>
internal sealed class Augmenter(AugmentationSpec spec, int sampleRate, NoiseClips? noise = null)
{
    private readonly ConcurrentDictionary<(LogMel, double Factor), LogMel> _voices = new();

    /// <summary>Reads the noise corpora of the settings.</summary>
    /// <exception cref="DataFormatException">A noise corpus is malformed or its audio is missing.</exception>
    /// <exception cref="IOException">A noise corpus cannot be read.</exception>
    public static Augmenter Create(AugmentationSpec spec, int sampleRate, string dataDirectory, AudioLoader load, AudioLength lengthOf)
    {
        Utterance[] clips = [.. (spec.Noise?.Clips ?? []).SelectMany(c => Corpus.Load(c, dataDirectory, lengthOf).Utterances)];
        return new Augmenter(spec, sampleRate, clips.Length == 0 ? null : new NoiseClips(clips, load));
    }

    /// <summary>How many samples <see cref="Apply"/> makes of so many, without making them.</summary>
    public int OutputLength(int samples, ulong seed)
    {
        if (spec.Speed is { } speed) samples = SpeedChange.OutputLength(samples, speed.Draw(Stream(seed, Effect.Speed)));
        if (spec.Padding is { } padding) samples = padding.Draw(Stream(seed, Effect.Padding), sampleRate).OutputLength(samples);
        return samples;
    }

    /// <summary>The varied clip.</summary>
    /// <param name="samples">The clip at the sample rate; the array may be changed.</param>
    /// <param name="seed">See <see cref="Clip.Seed"/>.</param>
    /// <returns>A new array or the same one; samples in [−1, 1] as from a recorder that clips.</returns>
    public float[] Apply(float[] samples, ulong seed)
    {
        // In the order of the world: the speaker, the room, its noise, the microphone, the recorder.
        if (spec.Speed is { } speed) samples = SpeedChange.Apply(samples, speed.Draw(Stream(seed, Effect.Speed)));
        if (spec.Padding is { } padding) samples = padding.Draw(Stream(seed, Effect.Padding), sampleRate).Apply(samples);
        spec.Reverberation?.Apply(samples, sampleRate, Stream(seed, Effect.Reverberation));
        spec.Noise?.Apply(samples, sampleRate, noise, Stream(seed, Effect.Noise));
        if (spec.BandLimit is { } limit) samples = limit.Apply(samples, sampleRate, Stream(seed, Effect.BandLimit));
        spec.Gain?.Apply(samples, Stream(seed, Effect.Gain));
        Level.Clamp(samples);
        return samples;
    }

    /// <summary>The tables that hear a clip as if its speaker's vocal tract had another length.</summary>
    /// <param name="logMel">The tables without that.</param>
    /// <param name="seed">See <see cref="Clip.Seed"/>.</param>
    public LogMel Voice(LogMel logMel, ulong seed)
    {
        double factor = spec.VocalTract?.Draw(Stream(seed, Effect.VocalTract)) ?? 1;
        return factor == 1 ? logMel : _voices.GetOrAdd((logMel, factor), static key => new LogMel(key.Item1.Spec, key.Factor));
    }

    /// <summary>Masks parts of the features of a clip.</summary>
    /// <param name="frames">[T, Bands], normalised and not yet stacked.</param>
    /// <param name="bands">Bands.</param>
    /// <param name="seed">See <see cref="Clip.Seed"/>.</param>
    public void Mask(Span<float> frames, int bands, ulong seed) => spec.Masking?.Apply(frames, bands, Stream(seed, Effect.Masking));

    private static SeededRandom Stream(ulong seed, Effect effect) => new(SeededRandom.Combine(seed, (ulong)effect));

    // The numbers are part of what a seed means: they stay when effects are added.
    private enum Effect : ulong
    {
        Speed = 1,
        Padding = 2,
        Reverberation = 3,
        Noise = 4,
        BandLimit = 5,
        Gain = 6,
        Masking = 7,
        VocalTract = 8,
    }
}
