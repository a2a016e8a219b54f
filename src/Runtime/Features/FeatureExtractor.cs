using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Features;

/// <summary>The features of a whole utterance, equal to the last bit to what a <see cref="FeatureStream"/> makes of it.</summary>
internal static class FeatureExtractor
{
    /// <summary>Number of frames of an utterance, its tail of silence included.</summary>
    public static int FrameCount(FeatureSpec spec, int samples)
    {
        long total = (long)samples + spec.TailLength;
        return total < spec.WindowLength ? 0 : (int)((total - spec.WindowLength) / spec.HopLength) + 1;
    }

    /// <summary>Number of network steps of so many frames.</summary>
    public static int StepCount(FeatureSpec spec, int frames) => frames < spec.Stack ? 0 : (frames - spec.Stack) / spec.Skip + 1;

    /// <summary>All frames of an utterance, its tail of silence included; neither normalised nor stacked.</summary>
    /// <param name="logMel">The tables.</param>
    /// <param name="samples">The utterance at the model's sample rate, in [−1, 1].</param>
    /// <returns>[T, Bands].</returns>
    public static float[] Frames(LogMel logMel, ReadOnlySpan<float> samples)
    {
        FeatureSpec spec = logMel.Spec;
        float[] emphasised = new float[samples.Length + spec.TailLength], work = new float[logMel.WorkLength];
        samples.CopyTo(emphasised);
        new Preemphasis(spec.Preemphasis).Run(emphasised, emphasised);
        float[] frames = new float[FrameCount(spec, samples.Length) * spec.Bands];
        for (int i = 0; i < frames.Length / spec.Bands; i++)
            logMel.Frame(emphasised.AsSpan(i * spec.HopLength, spec.WindowLength), work, frames.AsSpan(i * spec.Bands, spec.Bands));
        return frames;
    }

    /// <summary>Puts frames side by side: step j is the frames [j·Skip, j·Skip + Stack).</summary>
    /// <param name="frames">[T, Bands].</param>
    /// <param name="spec">Bands, Stack and Skip.</param>
    /// <returns>[StepCount, StepSize].</returns>
    public static float[] Stack(ReadOnlySpan<float> frames, FeatureSpec spec)
    {
        float[] steps = new float[StepCount(spec, frames.Length / spec.Bands) * spec.StepSize];
        for (int j = 0; j < steps.Length / spec.StepSize; j++)
            frames.Slice(j * spec.Skip * spec.Bands, spec.StepSize).CopyTo(steps.AsSpan(j * spec.StepSize));
        return steps;
    }
}
