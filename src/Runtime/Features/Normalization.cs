using System.Runtime.CompilerServices;

namespace EmbeddedSeq.Runtime.Features;

/// <summary>(value − mean) / std of each band, with the statistics of the training data. Immutable.</summary>
internal sealed class Normalization
{
    private readonly float[] _mean, _scale;

    /// <param name="mean">[Bands].</param>
    /// <param name="std">[Bands], each above 0.</param>
    public Normalization(ReadOnlySpan<float> mean, ReadOnlySpan<float> std)
    {
        if (mean.Length != std.Length) throw new ArgumentException($"Expected as many means as standard deviations, found {mean.Length} and {std.Length}.");
        _mean = mean.ToArray();
        _scale = Array.ConvertAll(std.ToArray(), s => s > 0 ? 1 / s : throw new ArgumentException($"Standard deviations must be above 0, found {s}.", nameof(std)));
    }

    /// <summary>Number of bands.</summary>
    public int Bands => _mean.Length;

    /// <summary>Normalises frames in place.</summary>
    /// <param name="frames">[T, Bands].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(Span<float> frames)
    {
        for (; frames.Length >= Bands; frames = frames[Bands..])
        {
            for (int b = 0; b < Bands; b++) frames[b] = (frames[b] - _mean[b]) * _scale[b];
        }
    }
}
