using System.Runtime.CompilerServices;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>
/// Immutable weights W [K, N] in the order in which the products read them: panels of 64 columns; in a panel, for each k, the 64
/// weights side by side. Columns are padded with zeros to whole panels. z += v·W is all that any layer needs.
/// </summary>
/// <remarks>
/// Float32: [P][K][64]. Bfloat16: [P][K][32] pairs; the pair j of 0..15 holds columns j (low half) and j + 16, the pair 16 + j
/// columns 32 + j and 48 + j. Int8: [P][⌈K/4⌉][64][4], four k of a column side by side, with scales [64P] and corrections
/// [64P] = 128·Σ_k w. In every precision and for any number of vectors the sums of an output run over k in the same order, so
/// one step, many steps and many streams give the same bits.
/// </remarks>
internal sealed unsafe class PanelMatrix
{
    /// <summary>Columns of a panel: four vectors of 16.</summary>
    public const int Width = 64;

    /// <summary>Most vectors of a product of <see cref="RowSet"/>: their addresses lie on the stack.</summary>
    public const int MostVectors = 64;

    private readonly MemoryRegion _data; // Keeps the memory alive, that of scales and corrections too: they have one owner.

    /// <param name="precision">How the weights are kept.</param>
    /// <param name="rows">K.</param>
    /// <param name="columns">N.</param>
    /// <param name="data">The panels, 64-byte aligned.</param>
    /// <param name="scales">[64P], Int8 only.</param>
    /// <param name="corrections">[64P], Int8 only.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public PanelMatrix(WeightPrecision precision, int rows, int columns, MemoryRegion data, MemoryRegion? scales = null, MemoryRegion? corrections = null)
    {
        (Precision, Rows, Columns, _data) = (precision, rows, columns, data);
        long perColumn = precision == WeightPrecision.Int8 ? (long)PaddedColumns * sizeof(float) : 0;
        if (data.Length != DataLength(precision, rows, columns) || (scales?.Length ?? 0) != perColumn || (corrections?.Length ?? 0) != perColumn)
            throw new ArgumentException($"{precision} panels of [{rows}, {columns}]: found {data.Length} bytes of data, {scales?.Length} of scales, {corrections?.Length} of corrections.");
        Data = data.Pointer;
        if (scales is not null) Scales = (float*)scales.Pointer;
        if (corrections is not null) Corrections = (int*)corrections.Pointer;
    }

    public WeightPrecision Precision { get; }

    public int Rows { get; }

    public int Columns { get; }

    public int Panels => PanelsOf(Columns);

    /// <summary>Columns with the padding.</summary>
    public int PaddedColumns => Panels * Width;

    public void* Data { get; }

    public float* Scales { get; }

    public int* Corrections { get; }

    /// <summary>Bytes that the product needs to round <paramref name="vectors"/> vectors to 8 bits; 0 unless Int8.</summary>
    public int ScratchLength(int vectors) => Precision == WeightPrecision.Int8 ? QuantizedVectors.Length(Quantization.PaddedLength(Rows), vectors) : 0;

    public static int PanelsOf(int columns) => (columns + Width - 1) / Width;

    /// <summary>Bytes of the panels of a matrix.</summary>
    public static long DataLength(WeightPrecision precision, int rows, int columns) => (long)PanelsOf(columns) * PanelLength(precision, rows);

    /// <summary>z[r, n] = start[r, n] + Σ_k v[r, k] W[k, n].</summary>
    /// <param name="v">[vectors], the address of each vector [K].</param>
    /// <param name="vectors">Number of vectors.</param>
    /// <param name="start">[vectors, padded columns]; may be z.</param>
    /// <param name="startStride">Distance of two rows of start; 0 if all vectors begin with the same.</param>
    /// <param name="z">[vectors, padded columns], rows <paramref name="zStride"/> apart.</param>
    /// <param name="zStride">Distance of two rows of z.</param>
    /// <param name="scratch"><see cref="ScratchLength"/> bytes.</param>
    /// <param name="sweep">Over the panels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Product(float** v, int vectors, float* start, nint startStride, float* z, nint zStride, byte* scratch, in Sweep sweep = default)
    {
        switch (Precision)
        {
            case WeightPrecision.Float32:
                PanelProductFloat32.Run((float*)Data, Columns, Rows, v, vectors, start, startStride, z, zStride, sweep);
                break;
            case WeightPrecision.Bfloat16:
                PanelProductBfloat16.Run((uint*)Data, Panels, Rows, v, vectors, start, startStride, z, zStride, sweep);
                break;
            default:
                var rounded = new QuantizedVectors(scratch, Quantization.PaddedLength(Rows), vectors);
                for (int r = 0; r < vectors; r++) rounded.Set(r, v[r], Rows);
                PanelProductInt8.Run((sbyte*)Data, Panels, rounded, vectors, Scales, Corrections, start, startStride, z, zStride, sweep);
                break;
        }
        GC.KeepAlive(_data);
    }

    /// <summary>z += v·W, with lengths checked.</summary>
    /// <param name="v">The vectors are the first K numbers of its rows.</param>
    /// <param name="vectors">Number of vectors.</param>
    /// <param name="z">[vectors, padded columns], rows <paramref name="zStride"/> apart.</param>
    /// <param name="zStride">Distance of two rows of z.</param>
    /// <param name="scratch"><see cref="ScratchLength"/> bytes or more.</param>
    /// <param name="sweep">Over the panels.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddProduct(RowSet v, int vectors, Span<float> z, int zStride, Span<float> scratch, in Sweep sweep = default) =>
        Product([], v, vectors, z, zStride, scratch, sweep);

    /// <summary>z = bias + v·W, with lengths checked: the bias is where the sums begin, so nobody has to write it to z first.</summary>
    /// <param name="bias">[padded columns], of every vector; empty: z += v·W.</param>
    /// <param name="v">The vectors are the first K numbers of its rows.</param>
    /// <param name="vectors">Number of vectors.</param>
    /// <param name="z">[vectors, padded columns], rows <paramref name="zStride"/> apart.</param>
    /// <param name="zStride">Distance of two rows of z.</param>
    /// <param name="scratch"><see cref="ScratchLength"/> bytes or more.</param>
    /// <param name="sweep">Over the panels.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Product(ReadOnlySpan<float> bias, RowSet v, int vectors, Span<float> z, int zStride, Span<float> scratch, in Sweep sweep = default)
    {
        if (vectors is < 1 or > MostVectors || v.Length < Rows || z.Length < (vectors - 1) * zStride + PaddedColumns || scratch.Length * sizeof(float) < ScratchLength(vectors) || (bias.Length > 0 && bias.Length < PaddedColumns))
            throw Misfit(vectors, v.Length, z.Length, scratch.Length, bias.Length);
        if (vectors > 1)
        {
            Products(bias, v, vectors, z, zStride, scratch, sweep);
            return;
        }
        fixed (float* pb = bias, pv = v[0], pz = z, ps = scratch)
        {
            float* only = pv;
            Product(&only, 1, pb is null ? pz : pb, 0, pz, zStride, (byte*)ps, sweep);
        }
    }

    private ArgumentException Misfit(int vectors, int v, int z, int scratch, int bias) =>
        new($"Product of {vectors} vectors with [{Rows}, {Columns}]: found vectors of {v}, z {z}, scratch {scratch}, bias {bias}.");

    // By itself, since memory on the stack would cost the product of one vector a part of its time.
    [SkipLocalsInit] // All of the addresses are written.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Products(ReadOnlySpan<float> bias, RowSet v, int vectors, Span<float> z, int zStride, Span<float> scratch, in Sweep sweep)
    {
        float** rows = stackalloc float*[MostVectors];
        fixed (float* pb = bias, pv = v, pz = z, ps = scratch)
        {
            v.Addresses(pv, vectors, rows);
            if (pb is null) Product(rows, vectors, pz, zStride, pz, zStride, (byte*)ps, sweep);
            else Product(rows, vectors, pb, 0, pz, zStride, (byte*)ps, sweep);
        }
    }

    private static long PanelLength(WeightPrecision precision, int rows) => Width * precision switch
    {
        WeightPrecision.Float32 => 4L * rows,
        WeightPrecision.Bfloat16 => 2L * rows,
        _ => Quantization.PaddedLength(rows),
    };
}
