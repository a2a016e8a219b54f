using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Trainer.Kernels;
using EmbeddedSeq.Trainer.Network;
using static EmbeddedSeq.Runtime.Kernels.VectorMath;

namespace EmbeddedSeq.Trainer.Optimisation;

/// <summary>Changes the weights along the gradient. Keeps two moments and a running average of the weights, all flat like the weights.</summary>
/// <param name="spec">The method and its settings.</param>
/// <param name="layout">Where the tensors lie.</param>
/// <param name="weights">What is changed.</param>
/// <param name="workers">Threads; the result does not depend on them.</param>
internal sealed unsafe class Optimizer(OptimizerSpec spec, ParameterLayout layout, AlignedBuffer weights, int workers = 1)
{
    private const long PieceLength = 1 << 14; // What a thread works on at a time stays in its cache from gradient to average.
    private readonly (ParameterLayout.Slot Slot, long Start, long Length)[] _pieces = [.. layout.Slots.SelectMany(Pieces)];

    /// <summary>Running mean of the gradients (momentum of SGD).</summary>
    public AlignedBuffer FirstMoment { get; } = new(layout.Length);

    /// <summary>Running mean of the squared gradients; unused by SGD.</summary>
    public AlignedBuffer SecondMoment { get; } = new(layout.Length);

    /// <summary>Running average of the weights.</summary>
    public AlignedBuffer Average { get; } = new(layout.Length);

    /// <summary>Updates made so far.</summary>
    public long Updates { get; set; }

    /// <summary>Makes the average start from the weights.</summary>
    public void StartAverage() => Buffer.MemoryCopy(weights.Pointer, Average.Pointer, sizeof(float) * layout.Length, sizeof(float) * layout.Length);

    /// <summary>One update.</summary>
    /// <param name="gradient">Sum over all workers; clipped in place.</param>
    /// <param name="rate">Learning rate.</param>
    /// <returns>Norm of the gradient before clipping. If it is not finite, the update is left out.</returns>
    public double Step(AlignedBuffer gradient, float rate)
    {
        double norm = Norm(gradient);
        if (!double.IsFinite(norm)) return norm;
        Clip(gradient, norm);
        Updates++;
        // The first averages would cling to the random start, so the decay begins low.
        float keep = MathF.Min(spec.AverageDecay, (1f + Updates) / (10f + Updates));
        Parallel.For(0, workers, worker =>
        {
            for (int p = worker; p < _pieces.Length; p += workers)
            {
                (ParameterLayout.Slot slot, long start, long length) = _pieces[p];
                float decay = slot.Shape.Length > 1 ? 1 - rate * spec.WeightDecay : 1;
                float* w = weights.Pointer + start, g = gradient.Pointer + start, m = FirstMoment.Pointer + start;
                if (spec.Kind == OptimizerKind.AdamW) AdamW(w, g, m, SecondMoment.Pointer + start, length, rate, decay);
                else Sgd(w, g, m, length, rate, decay);
                Mix(Average.Pointer + start, w, length, keep);
            }
        });
        return norm;
    }

    private static IEnumerable<(ParameterLayout.Slot, long Start, long Length)> Pieces(ParameterLayout.Slot slot)
    {
        long length = (slot.Length + 15L) / 16 * 16; // The gap behind a tensor holds zeros and stays zero.
        for (long i = 0; i < length; i += PieceLength) yield return (slot, slot.Offset + i, Math.Min(PieceLength, length - i));
    }

    /// <summary>Whether weights, moments and average are all finite: others could not be read back from a checkpoint.</summary>
    public bool IsFinite() => new[] { weights, FirstMoment, SecondMoment, Average }.All(x => double.IsFinite(Norm(x)));

    /// <summary>Limits the elements, then the norm of what is left.</summary>
    private void Clip(AlignedBuffer gradient, double norm)
    {
        if (spec.ClipValue > 0)
        {
            RowOperations.Clamp(gradient.Pointer, layout.Length, spec.ClipValue);
            norm = Norm(gradient);
        }
        if (spec.ClipNorm > 0 && norm > spec.ClipNorm) RowOperations.Scale(gradient.Pointer, layout.Length, (float)(spec.ClipNorm / norm));
    }

    private double Norm(AlignedBuffer x) => Math.Sqrt(RowOperations.SumOfSquares(x.Pointer, layout.Length));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AdamW(float* w, float* g, float* m, float* v, long length, float rate, float decay)
    {
        float correction1 = 1 - MathF.Pow(spec.Beta1, Updates), correction2 = 1 - MathF.Pow(spec.Beta2, Updates);
        Vector512<float> beta1 = Vector512.Create(spec.Beta1), beta2 = Vector512.Create(spec.Beta2), rest1 = Vector512.Create(1 - spec.Beta1), rest2 = Vector512.Create(1 - spec.Beta2);
        Vector512<float> step = Vector512.Create(-rate / correction1), unbias = Vector512.Create(1 / correction2), epsilon = Vector512.Create(spec.Epsilon), shrink = Vector512.Create(decay);
        for (long i = 0; i < length; i += 16)
        {
            Vector512<float> gradient = Vector512.Load(g + i);
            Vector512<float> first = Fma(beta1, Vector512.Load(m + i), rest1 * gradient), second = Fma(beta2, Vector512.Load(v + i), rest2 * gradient * gradient);
            first.Store(m + i);
            second.Store(v + i);
            Fma(step, first / (Vector512.Sqrt(second * unbias) + epsilon), Vector512.Load(w + i) * shrink).Store(w + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sgd(float* w, float* g, float* m, long length, float rate, float decay)
    {
        Vector512<float> momentum = Vector512.Create(spec.Beta1), step = Vector512.Create(-rate), shrink = Vector512.Create(decay);
        for (long i = 0; i < length; i += 16)
        {
            Vector512<float> velocity = Fma(momentum, Vector512.Load(m + i), Vector512.Load(g + i));
            velocity.Store(m + i);
            Fma(step, velocity, Vector512.Load(w + i) * shrink).Store(w + i);
        }
    }

    private static void Mix(float* average, float* w, long length, float keep)
    {
        Vector512<float> old = Vector512.Create(keep), now = Vector512.Create(1 - keep);
        for (long i = 0; i < length; i += 16) Fma(old, Vector512.Load(average + i), now * Vector512.Load(w + i)).Store(average + i);
    }
}
