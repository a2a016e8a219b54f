using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>Several vectors [K] rounded to 8 bits (<see cref="Quantization"/>), as <see cref="PanelProductInt8"/> reads them.</summary>
internal readonly unsafe struct QuantizedVectors
{
    /// <param name="scratch"><see cref="Length"/> bytes, 4-byte aligned.</param>
    /// <param name="depth">K, a multiple of 4.</param>
    /// <param name="vectors">Number of vectors.</param>
    public QuantizedVectors(byte* scratch, int depth, int vectors)
    {
        Depth = depth;
        Values = scratch;
        Signs = Values + (nint)vectors * depth;
        Factors = (float*)(Signs + (SignsApart ? (nint)vectors * depth : 0));
        Negatives = (int*)(Factors + vectors);
    }

    /// <summary>Whether values are |q − 128|, their signs being kept apart: without AVX-VNNI products of bytes fit 16 bits only so.</summary>
    public static bool SignsApart => !AvxVnni.IsSupported;

    /// <summary>K.</summary>
    public int Depth { get; }

    /// <summary>[vectors, K].</summary>
    public byte* Values { get; }

    /// <summary>[vectors, K]: 255 where the number is negative, otherwise 0; only if <see cref="SignsApart"/>.</summary>
    public byte* Signs { get; }

    /// <summary>[vectors].</summary>
    public float* Factors { get; }

    /// <summary>[vectors], the sum of the values of negative numbers; only if <see cref="SignsApart"/>.</summary>
    public int* Negatives { get; }

    /// <summary>Bytes of scratch for so many vectors.</summary>
    public static int Length(int depth, int vectors) => vectors * ((SignsApart ? 2 * depth : depth) + sizeof(float) + sizeof(int));

    /// <summary>Rounds a vector [length], K being its length with padding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Set(int vector, float* x, int length)
    {
        byte* values = Values + (nint)vector * Depth;
        Factors[vector] = SignsApart ? Quantization.Run(x, length, values, Signs + (nint)vector * Depth, out Negatives[vector]) : Quantization.Run(x, length, values);
    }
}
