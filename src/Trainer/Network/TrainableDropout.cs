using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>Sets numbers to zero with probability <paramref name="rate"/> and scales the others by 1 / (1 − rate), so that the expectation stays (Srivastava et al. 2014). Off while <see cref="Seed"/> is null.</summary>
/// <remarks>Whether a number is dropped is a hash of the seed and its place: backward asks again instead of remembering, and a resumed run drops the same numbers.</remarks>
internal sealed unsafe class TrainableDropout(int size, float rate) : TrainableLayer(size, size)
{
    private readonly uint _threshold = (uint)(rate * uint.MaxValue);
    private AlignedBuffer? _y, _dx;
    private int _rows;

    /// <summary>What decides which numbers are dropped; null lets all through. Seeds must lie far apart, as those of SeededRandom.Combine do: the next seed drops the same numbers one place further on.</summary>
    public ulong? Seed { get; set; }

    /// <inheritdoc/>
    public override float* Forward(SequenceLayout layout, float* x, StateView initial = default)
    {
        _rows = layout.Rows;
        return Seed is null ? x : Apply(x, Reserve(ref _y, (long)_rows * Outputs));
    }

    /// <inheritdoc/>
    public override float* Backward(float* dy, bool needInputGradient, StateView final = default) => Seed is null || dy is null ? dy : Apply(dy, Reserve(ref _dx, (long)_rows * Outputs));

    private float* Apply(float* source, float* target)
    {
        ulong seed = Seed!.Value;
        float scale = 1 / (1 - rate);
        long length = (long)_rows * Outputs;
        for (long i = 0; i < length; i++) target[i] = Hash(seed + (ulong)i) < _threshold ? 0 : source[i] * scale;
        return target;
    }

    // The finaliser of SplitMix64 (Steele, Lea and Flood 2014): neighbouring inputs give unrelated outputs.
    private static uint Hash(ulong x)
    {
        x *= 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return (uint)(x >> 32);
    }
}
