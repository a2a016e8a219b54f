using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Tests.Kernels;

/// <summary>Packed weights in every precision: what they stand for, their products against double, and that the number of vectors does not change a bit.</summary>
public sealed unsafe class PanelMatrixTests
{
    public static TheoryData<WeightPrecision, int, int> Shapes
    {
        get
        {
            var shapes = new TheoryData<WeightPrecision, int, int>();
            foreach (WeightPrecision precision in Enum.GetValues<WeightPrecision>())
            {
                foreach ((int rows, int columns) in new[] { (1, 1), (3, 64), (4, 65), (15, 63), (16, 128), (33, 40), (70, 200) }) shapes.Add(precision, rows, columns);
            }
            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Weights_are_kept_to_their_precision(WeightPrecision precision, int rows, int columns)
    {
        float[] weight = Numbers(rows * columns, seed: 1);
        float[] kept = PanelPacker.Unpack(Pack(weight, rows, columns, precision));
        for (int i = 0; i < weight.Length; i++)
        {
            double bound = precision switch
            {
                WeightPrecision.Float32 => 0,
                WeightPrecision.Bfloat16 => Math.Abs(weight[i]) / 256,
                _ => weight.AsSpan(i / rows * rows, rows).ToArray().Max(Math.Abs) / 254.0 * (1 + 1e-6), // Half of a 127th of the largest of its output.
            };
            Assert.True(Math.Abs(weight[i] - kept[i]) <= bound, $"weight {i}: {weight[i]} is kept as {kept[i]}");
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Products_equal_those_in_double(WeightPrecision precision, int rows, int columns)
    {
        const int Vectors = 9;
        PanelMatrix matrix = Pack(Numbers(rows * columns, seed: 1), rows, columns, precision);
        float[] kept = PanelPacker.Unpack(matrix), start = Numbers(Vectors * matrix.PaddedColumns, seed: 2), v = Numbers(Vectors * rows, seed: 3);
        float[] z = Product(matrix, v, Vectors, start);
        for (int r = 0; r < Vectors; r++)
        {
            double[] heard = Heard(v.AsSpan(r * rows, rows).ToArray(), precision);
            for (int n = 0; n < columns; n++)
            {
                int at = r * matrix.PaddedColumns + n;
                double sum = start[at], magnitude = Math.Abs(sum);
                for (int k = 0; k < rows; k++)
                {
                    double term = heard[k] * kept[n * rows + k];
                    sum += term;
                    magnitude += Math.Abs(term);
                }
                double bound = (rows + 4) * Math.Pow(2, -23) * magnitude;
                Assert.True(Math.Abs(z[at] - sum) <= bound, $"vector {r}, output {n}: {z[at]}, expected {sum} ± {bound}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_number_of_vectors_and_the_order_of_panels_change_no_bit(WeightPrecision precision, int rows, int columns)
    {
        const int Most = 15;
        PanelMatrix matrix = Pack(Numbers(rows * columns, seed: 1), rows, columns, precision);
        float[] start = Numbers(Most * matrix.PaddedColumns, seed: 2), v = Numbers(Most * rows, seed: 3);
        float[] single = [.. Enumerable.Range(0, Most).SelectMany(r => Product(matrix, v[(r * rows)..], 1, start[(r * matrix.PaddedColumns)..((r + 1) * matrix.PaddedColumns)]))];
        for (int vectors = 1; vectors <= Most; vectors++)
        {
            float[] part = start[..(vectors * matrix.PaddedColumns)], expected = single[..part.Length];
            Assert.Equal(expected, Product(matrix, v, vectors, part));
            Assert.Equal(expected, Product(matrix, v, vectors, part, descending: true));
        }
    }

    [Fact]
    public void Eight_bits_hear_zero_as_zero()
    {
        PanelMatrix matrix = Pack(Numbers(20 * 64, seed: 1), rows: 20, columns: 64, WeightPrecision.Int8);
        float[] start = Numbers(64, seed: 2);
        Assert.Equal(start, Product(matrix, new float[20], 1, start));
    }

    /// <summary>A vector as the product sees it: in Int8 rounded to 127ths of its largest element.</summary>
    private static double[] Heard(float[] v, WeightPrecision precision)
    {
        if (precision != WeightPrecision.Int8) return Array.ConvertAll(v, x => (double)x);
        float factor = v.Max(MathF.Abs) / 127, inverse = 1 / factor;
        return Array.ConvertAll(v, x => (double)MathF.Round(x * inverse) * factor);
    }

    private static float[] Product(PanelMatrix matrix, float[] v, int vectors, float[] start, bool descending = false)
    {
        float[] z = [.. start];
        byte[] scratch = new byte[matrix.ScratchLength(vectors) + 1];
        fixed (float* pv = v, pz = z)
        fixed (byte* ps = scratch) matrix.AddProduct(pv, vectors, matrix.Rows, pz, matrix.PaddedColumns, ps, descending);
        return z;
    }

    /// <param name="weight">[columns, rows].</param>
    /// <param name="rows">K.</param>
    /// <param name="columns">N.</param>
    /// <param name="precision">How to keep it.</param>
    private static PanelMatrix Pack(float[] weight, int rows, int columns, WeightPrecision precision)
    {
        PackedPanels packed = PanelPacker.Pack(weight, columns, rows, precision);
        int scales = packed.Scales.Length;
        var memory = new AlignedBuffer(2 * scales + packed.Data.Length / sizeof(float));
        packed.Data.CopyTo(new Span<byte>(memory.Pointer + 2 * scales, packed.Data.Length));
        packed.Scales.CopyTo(new Span<float>(memory.Pointer, scales));
        packed.Corrections.CopyTo(new Span<int>(memory.Pointer + scales, scales));
        return new PanelMatrix(precision, rows, columns, memory.Pointer + 2 * scales, memory.Pointer, (int*)(memory.Pointer + scales), memory);
    }

    private static float[] Numbers(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() * 2 - 1)];
    }
}
