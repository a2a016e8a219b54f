using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Augmentation;
using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Loss;

namespace EmbeddedSeq.Trainer.Training;

/// <summary>Makes examples of utterances: audio, augmentation, features, normalisation. Immutable; used by all workers at once.</summary>
internal sealed class ExampleSource(LogMel logMel, Normalization normalization, Tokenizer tokenizer, AudioLoader load, Augmenter? augmenter)
{
    /// <summary>An utterance as it is; null if it is too short for its text.</summary>
    public Example? Load(Utterance utterance) => Make(load(utterance.AudioPath, utterance.Offset, utterance.Duration), utterance.Text, utterance.Id, seed: null);

    /// <summary>A clip with this epoch's augmentation; null if it is too short for its text.</summary>
    public Example? Load(Clip clip) => Make(clip.Read(load, logMel.Spec.SampleRate), clip.Text, clip.Id, clip.Seed);

    private Example? Make(float[] samples, string text, string id, ulong? seed)
    {
        LogMel tables = logMel;
        if (seed is { } s && augmenter is not null) (samples, tables) = (augmenter.Apply(samples, s), augmenter.Voice(logMel, s));
        float[] frames = FeatureExtractor.Frames(tables, samples);
        normalization.Run(frames);
        if (seed is { } t) augmenter?.Mask(frames, logMel.Spec.Bands, t);
        float[] inputs = FeatureExtractor.Stack(frames, logMel.Spec);
        int steps = inputs.Length / logMel.Spec.StepSize;
        int[] tokens = tokenizer.Encode(text, id);
        return CtcLoss.Fits(steps, tokens) && steps > 0 ? new Example(inputs, steps, tokens) : null;
    }

    /// <summary>Mean and standard deviation of each band over utterances.</summary>
    public static (float[] Mean, float[] Std) Statistics(LogMel logMel, AudioLoader load, IEnumerable<Utterance> utterances)
    {
        int bands = logMel.Spec.Bands;
        double[] sum = new double[bands], squares = new double[bands];
        long frames = 0;
        foreach (Utterance utterance in utterances)
        {
            float[] values = FeatureExtractor.Frames(logMel, load(utterance.AudioPath, utterance.Offset, utterance.Duration));
            // The tail of digital silence is left out: it would pull the mean towards the floor.
            int spoken = Math.Max(0, values.Length / bands - logMel.Spec.TailLength / logMel.Spec.HopLength);
            for (int i = 0; i < spoken * bands; i++)
            {
                sum[i % bands] += values[i];
                squares[i % bands] += (double)values[i] * values[i];
            }
            frames += spoken;
        }
        if (frames == 0) throw new DataFormatException("the training data", null, "audio to take the features' statistics from", "none");
        float[] mean = new float[bands], std = new float[bands];
        for (int b = 0; b < bands; b++)
        {
            double m = sum[b] / frames;
            mean[b] = (float)m;
            // Bands that hardly vary (recordings of narrow bandwidth) must not be blown up.
            std[b] = (float)Math.Max(0.1, Math.Sqrt(Math.Max(0, squares[b] / frames - m * m)));
        }
        return (mean, std);
    }
}
