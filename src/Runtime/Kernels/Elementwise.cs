using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static EmbeddedSeq.Runtime.Kernels.VectorMath;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>What recurrent cells do with whole vectors besides products and <see cref="ActivationFunction"/>. The length is that of the vector that is written; the others must have as much.</summary>
internal static class Elementwise
{
    /// <summary>y += x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(ReadOnlySpan<float> x, Span<float> y)
    {
        x = x[..y.Length];
        int i = 0;
        for (; i + 16 <= y.Length; i += 16) (Vector512.Create((ReadOnlySpan<float>)y[i..]) + Vector512.Create(x[i..])).CopyTo(y[i..]);
        for (; i < y.Length; i++) y[i] += x[i];
    }

    /// <summary>y = a · b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y)
    {
        a = a[..y.Length];
        b = b[..y.Length];
        int i = 0;
        for (; i + 16 <= y.Length; i += 16) (Vector512.Create(a[i..]) * Vector512.Create(b[i..])).CopyTo(y[i..]);
        for (; i < y.Length; i++) y[i] = a[i] * b[i];
    }

    /// <summary>y += a · b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddProduct(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y)
    {
        a = a[..y.Length];
        b = b[..y.Length];
        int i = 0;
        for (; i + 16 <= y.Length; i += 16) Fma(Vector512.Create(a[i..]), Vector512.Create(b[i..]), Vector512.Create((ReadOnlySpan<float>)y[i..])).CopyTo(y[i..]);
        for (; i < y.Length; i++) y[i] += a[i] * b[i];
    }

    /// <summary>y = a · b + y · d: new and kept content of a cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddToScaled(ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> d, Span<float> y)
    {
        a = a[..y.Length];
        b = b[..y.Length];
        d = d[..y.Length];
        int i = 0;
        for (; i + 16 <= y.Length; i += 16)
            Fma(Vector512.Create((ReadOnlySpan<float>)y[i..]), Vector512.Create(d[i..]), Vector512.Create(a[i..]) * Vector512.Create(b[i..])).CopyTo(y[i..]);
        for (; i < y.Length; i++) y[i] = a[i] * b[i] + y[i] * d[i];
    }

    /// <summary>y += part · (x − y): from y to x by a part of the way that is its own for every element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MoveTowards(ReadOnlySpan<float> x, ReadOnlySpan<float> part, Span<float> y)
    {
        x = x[..y.Length];
        part = part[..y.Length];
        int i = 0;
        for (; i + 16 <= y.Length; i += 16)
        {
            var from = Vector512.Create((ReadOnlySpan<float>)y[i..]);
            Fma(Vector512.Create(part[i..]), Vector512.Create(x[i..]) - from, from).CopyTo(y[i..]);
        }
        for (; i < y.Length; i++) y[i] += part[i] * (x[i] - y[i]);
    }

    /// <summary>y = (1 − keep) · x + keep · y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Decay(ReadOnlySpan<float> x, float keep, Span<float> y)
    {
        x = x[..y.Length];
        Vector512<float> kept = Vector512.Create(keep), added = Vector512.Create(1 - keep);
        int i = 0;
        for (; i + 16 <= y.Length; i += 16) Fma(kept, Vector512.Create((ReadOnlySpan<float>)y[i..]), added * Vector512.Create(x[i..])).CopyTo(y[i..]);
        for (; i < y.Length; i++) y[i] = (1 - keep) * x[i] + keep * y[i];
    }
}
