using System.Collections.Concurrent;
using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Augmentation;
using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Network;

namespace EmbeddedSeq.Trainer.Training;

/// <summary>A spoken word ready for the networks.</summary>
/// <param name="Input">What the trained layers of the encoder hear.</param>
/// <param name="Target">[TargetSteps, Skip·Bands], the frames that a decoder should write: normalised, without masking and tail.</param>
/// <param name="TargetSteps">Steps that hold sound.</param>
internal sealed record WordExample(Example Input, float[] Target, int TargetSteps);

/// <summary>Makes examples of spoken words: audio, augmentation, features, normalisation, masking. Immutable; used by all workers at once.</summary>
/// <param name="logMel">The tables.</param>
/// <param name="normalization">Statistics of the bands.</param>
/// <param name="speakers">Statistics of each speaker's bands, by which targets are normalised; null normalises them like the input.</param>
/// <param name="load">Reads audio.</param>
/// <param name="augmenter">Varies it; null leaves it as it is.</param>
/// <param name="zeroMasking">Part of the numbers that the trained layers hear that become 0.</param>
/// <param name="frozen">The layers of the encoder that are not trained; null if all are.</param>
internal sealed class SpokenWordSource(LogMel logMel, Normalization normalization, SpeakerNormalization? speakers, AudioLoader load, Augmenter? augmenter, float zeroMasking, FrozenLayers? frozen)
{
    // Without augmentation a word is made once; it is masked anew each time.
    private readonly ConcurrentDictionary<SpokenWord, WordExample?>? _made = augmenter is null ? new(ReferenceEqualityComparer.Instance) : null;

    private readonly SpeechBounds _bounds = new(logMel.Spec.SampleRate);

    /// <summary>A word; null if it is too short for one step.</summary>
    /// <param name="word">The word.</param>
    /// <param name="seed">Decides augmentation and masking.</param>
    public WordExample? Load(SpokenWord word, ulong seed)
    {
        WordExample? example = _made is null ? Make(word, seed) : _made.GetOrAdd(word, w => Make(w, seed));
        return example is null || zeroMasking == 0 ? example : example with { Input = Mask(example.Input, seed) };
    }

    private WordExample? Make(SpokenWord word, ulong seed)
    {
        float[] samples = Samples(load, _bounds, word);
        if (augmenter is not null) samples = augmenter.Apply(samples, seed);
        FeatureSpec spec = logMel.Spec;
        float[] frames = FeatureExtractor.Frames(augmenter?.Voice(logMel, seed) ?? logMel, samples);
        int steps = FeatureExtractor.StepCount(spec, frames.Length / spec.Bands);
        if (steps == 0) return null;
        int sounding = Math.Clamp((samples.Length / spec.HopLength + spec.Skip - 1) / spec.Skip, 1, steps), size = spec.Skip * spec.Bands;
        // Steps overlap where more frames are stacked than skipped; what is new in each makes up the whole.
        float[] target = frames[..Math.Min(frames.Length, sounding * size)];
        (speakers?.Of(word.Utterance.Speaker) ?? normalization).Run(target);
        Array.Resize(ref target, sounding * size);
        normalization.Run(frames);
        augmenter?.Mask(frames, spec.Bands, seed);
        float[] inputs = FeatureExtractor.Stack(frames, spec);
        return new WordExample(new Example(frozen?.Run(inputs, steps) ?? inputs, steps, []), target, sounding);
    }

    /// <summary>A word's sound, cut to where somebody speaks if it has quiet around it.</summary>
    public static float[] Samples(AudioLoader load, SpeechBounds bounds, SpokenWord word)
    {
        float[] samples = load(word.Utterance.AudioPath, word.Utterance.Offset, word.Utterance.Duration);
        if (!word.IsIsolated) return samples;
        (int start, int length) = bounds.Find(samples);
        return samples[start..(start + length)];
    }

    private Example Mask(Example input, ulong seed)
    {
        var random = new SeededRandom(SeededRandom.Combine(seed, 0x6d61736b));
        float[] masked = [.. input.Inputs];
        foreach (ref float x in masked.AsSpan())
        {
            if (random.Chance(zeroMasking)) x = 0;
        }
        return input with { Inputs = masked };
    }
}
