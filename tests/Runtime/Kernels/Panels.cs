using System.Runtime.InteropServices;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Tests.Kernels;

/// <summary>Panel matrices of a test's numbers.</summary>
internal static unsafe class Panels
{
    /// <summary>Packs W [N, K] into memory of its own.</summary>
    public static PanelMatrix Pack(ReadOnlySpan<float> weight, int columns, int rows, WeightPrecision precision)
    {
        PackedPanels packed = PanelPacker.Pack(weight, columns, rows, precision);
        int padded = packed.Scales.Length;
        var memory = new AlignedBuffer(packed.Data.Length / sizeof(float) + 2 * padded);
        byte* data = (byte*)memory.Pointer;
        float* scales = (float*)(data + packed.Data.Length);
        packed.Data.CopyTo(new Span<byte>(data, packed.Data.Length));
        packed.Scales.CopyTo(new Span<float>(scales, padded));
        packed.Corrections.CopyTo(new Span<int>(scales + padded, padded));
        MemoryRegion region = memory.Region;
        int bytes = packed.Data.Length, perColumn = padded * sizeof(float);
        return precision == WeightPrecision.Int8
            ? new PanelMatrix(precision, rows, columns, region.Slice(0, bytes), region.Slice(bytes, perColumn), region.Slice(bytes + perColumn, perColumn))
            : new PanelMatrix(precision, rows, columns, region);
    }

    /// <summary>z += v·W with room for rounding that is exactly as long as promised.</summary>
    public static void AddProduct(PanelMatrix matrix, ReadOnlySpan<float> v, int vectors, int vStride, Span<float> z, int zStride, in Sweep sweep = default)
    {
        const byte sentinel = 0xA5;
        byte[] scratch = new byte[matrix.ScratchLength(vectors) + 1];
        scratch[^1] = sentinel;
        float** rows = stackalloc float*[vectors];
        fixed (float* pv = v, pz = z)
        fixed (byte* ps = scratch)
        {
            for (int r = 0; r < vectors; r++) rows[r] = pv + r * vStride;
            matrix.Product(rows, vectors, pz, zStride, pz, zStride, ps, sweep);
        }
        Assert.Equal(sentinel, scratch[^1]);
    }

    public static float[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextSingle() - 1)];

    public static void AssertSameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> found, string what) =>
        Assert.True(MemoryMarshal.AsBytes(expected).SequenceEqual(MemoryMarshal.AsBytes(found)), what);
}
