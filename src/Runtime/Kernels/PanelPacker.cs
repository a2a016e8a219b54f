using System.Runtime.InteropServices;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>Brings a row-major weight matrix into the layout of <see cref="PanelMatrix"/>, and back.</summary>
internal static class PanelPacker
{
    private const int Width = PanelMatrix.Width;

    /// <summary>Packs W, given output by output.</summary>
    /// <param name="weight">[N, K].</param>
    /// <param name="columns">N.</param>
    /// <param name="rows">K.</param>
    /// <param name="precision">Precision to keep it in.</param>
    public static PackedPanels Pack(ReadOnlySpan<float> weight, int columns, int rows, WeightPrecision precision)
    {
        byte[] data = new byte[PanelMatrix.DataLength(precision, rows, columns)];
        int padded = PanelMatrix.PanelsOf(columns) * Width;
        float[] scales = [];
        int[] corrections = [];
        if (precision == WeightPrecision.Int8)
        {
            (scales, corrections) = (new float[padded], new int[padded]);
            Array.Fill(scales, 1); // Of the padding: any number above 0.
        }
        for (int n = 0; n < columns; n++)
        {
            ReadOnlySpan<float> row = weight.Slice(n * rows, rows);
            if (precision == WeightPrecision.Int8) scales[n] = ScaleOf(row);
            for (int k = 0; k < rows; k++)
            {
                switch (precision)
                {
                    case WeightPrecision.Float32:
                        As<float>(data)[Place(n, k, rows)] = row[k];
                        break;
                    case WeightPrecision.Bfloat16:
                        As<ushort>(data)[PlaceOfHalf(n, k, rows)] = ToBfloat16(row[k]);
                        break;
                    default:
                        sbyte q = (sbyte)Math.Clamp((int)MathF.Round(row[k] / scales[n]), -127, 127);
                        As<sbyte>(data)[PlaceOfByte(n, k, rows)] = q;
                        corrections[n] += Quantization.Zero * q;
                        break;
                }
            }
        }
        return new PackedPanels(data, scales, corrections);
    }

    /// <summary>The numbers that a packed matrix stands for: [N, K].</summary>
    public static float[] Unpack(PanelMatrix matrix)
    {
        float[] weight = new float[(long)matrix.Columns * matrix.Rows];
        for (int n = 0; n < matrix.Columns; n++) UnpackColumn(matrix, n, weight.AsSpan(n * matrix.Rows, matrix.Rows));
        return weight;
    }

    /// <summary>The numbers that a column of a packed matrix stands for.</summary>
    /// <param name="matrix">The packed matrix [K, N].</param>
    /// <param name="n">The column, 0 to N − 1.</param>
    /// <param name="column">[K], out.</param>
    /// <exception cref="ArgumentException">There is no such column, or the length is not K.</exception>
    public static unsafe void UnpackColumn(PanelMatrix matrix, int n, Span<float> column)
    {
        if ((uint)n >= (uint)matrix.Columns || column.Length != matrix.Rows) throw new ArgumentException($"Column {n} of [{matrix.Rows}, {matrix.Columns}]: found room for {column.Length} numbers.");
        for (int k = 0; k < column.Length; k++)
        {
            column[k] = matrix.Precision switch
            {
                WeightPrecision.Float32 => ((float*)matrix.Data)[Place(n, k, matrix.Rows)],
                WeightPrecision.Bfloat16 => BitConverter.UInt32BitsToSingle((uint)((ushort*)matrix.Data)[PlaceOfHalf(n, k, matrix.Rows)] << 16),
                _ => ((sbyte*)matrix.Data)[PlaceOfByte(n, k, matrix.Rows)] * matrix.Scales[n],
            };
        }
        GC.KeepAlive(matrix);
    }

    private static int Place(int n, int k, int rows) => (n / Width * rows + k) * Width + n % Width;

    // Columns j and j + 16 of each half panel of 32 share 32 bits.
    private static int PlaceOfHalf(int n, int k, int rows)
    {
        int column = n % Width, half = column / 32, pair = column % 16, upper = column % 32 / 16;
        return 2 * ((n / Width * rows + k) * 32 + half * 16 + pair) + upper;
    }

    private static int PlaceOfByte(int n, int k, int rows) => ((n / Width * (Quantization.PaddedLength(rows) / 4) + k / 4) * Width + n % Width) * 4 + k % 4;

    private static Span<T> As<T>(byte[] data) where T : struct => MemoryMarshal.Cast<byte, T>(data.AsSpan());

    private static float ScaleOf(ReadOnlySpan<float> row)
    {
        float largest = 0;
        foreach (float w in row) largest = MathF.Max(largest, MathF.Abs(w));
        float scale = largest / 127;
        return float.IsNormal(scale) ? scale : 1; // A row of zeros, or as good as.
    }

    /// <summary>Rounds to nearest, ties to even; a finite number stays finite.</summary>
    internal static ushort ToBfloat16(float x)
    {
        uint bits = BitConverter.SingleToUInt32Bits(x);
        uint rounded = (bits + 0x7FFF + (bits >> 16 & 1)) >> 16;
        return (ushort)((rounded & 0x7FFF) == 0x7F80 ? rounded - 1 : rounded);
    }
}

/// <summary>A packed matrix as bytes.</summary>
/// <param name="Data">The panels.</param>
/// <param name="Scales">[padded columns], Int8 only, otherwise empty.</param>
/// <param name="Corrections">[padded columns], Int8 only, otherwise empty.</param>
internal sealed record PackedPanels(byte[] Data, float[] Scales, int[] Corrections);
