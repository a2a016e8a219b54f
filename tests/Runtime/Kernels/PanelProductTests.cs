using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Tests.Kernels;

/// <summary>z += v·W in every precision against the sum in double over the numbers that the panels stand for.</summary>
public sealed class PanelProductTests
{
    private const int MostVectors = 14; // Two blocks of six and two more; three of four and two more.
    private static readonly int[] Widths = [1, 2, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 127, 128, 129, 191, 192, 193, 200];

    public static TheoryData<WeightPrecision> Precisions => [.. Enum.GetValues<WeightPrecision>()];

    [Theory]
    [MemberData(nameof(Precisions))]
    public void It_equals_the_definition(WeightPrecision precision)
    {
        for (int rows = 0; rows <= 70; rows++)
        {
            var random = new Random(rows);
            foreach (int columns in new[] { Widths[rows % Widths.Length], random.Next(1, 201) })
            {
                PanelMatrix matrix = Panels.Pack(Panels.Numbers(random, columns * rows), columns, rows, precision);
                for (int vectors = 1; vectors <= MostVectors; vectors += 1 + random.Next(4)) Compare(matrix, vectors, rows + random.Next(4), matrix.PaddedColumns + random.Next(4), random);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Precisions))]
    public void Any_number_of_vectors_and_any_order_of_panels_give_the_same_bits(WeightPrecision precision)
    {
        foreach (int rows in new[] { 0, 1, 4, 5, 30, 70 })
        {
            foreach (int columns in Widths)
            {
                var random = new Random(rows * 1000 + columns);
                PanelMatrix matrix = Panels.Pack(Panels.Numbers(random, columns * rows), columns, rows, precision);
                float[] v = Panels.Numbers(random, MostVectors * rows), start = Panels.Numbers(random, MostVectors * matrix.PaddedColumns), single = [.. start];
                for (int r = 0; r < MostVectors; r++) Panels.AddProduct(matrix, v.AsSpan(r * rows, rows), 1, rows, single.AsSpan(r * matrix.PaddedColumns, matrix.PaddedColumns), matrix.PaddedColumns);
                for (int vectors = 1; vectors <= MostVectors; vectors++)
                {
                    foreach (bool backwards in new[] { false, true })
                    {
                        float[] z = start[..(vectors * matrix.PaddedColumns)];
                        Panels.AddProduct(matrix, v, vectors, rows, z, matrix.PaddedColumns, new Sweep(backwards));
                        Panels.AssertSameBits(single.AsSpan(0, z.Length), z, $"{precision}, K {rows}, N {columns}, {vectors} vectors, backwards {backwards}");
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Precisions))]
    public void Sums_that_begin_with_a_bias_are_those_that_are_added_to_it(WeightPrecision precision)
    {
        foreach (int rows in new[] { 1, 5, 70 })
        {
            foreach (int columns in new[] { 29, 64, 90, 300 })
            {
                var random = new Random(rows * 1000 + columns);
                PanelMatrix matrix = Panels.Pack(Panels.Numbers(random, columns * rows), columns, rows, precision);
                float[] v = Panels.Numbers(random, MostVectors * rows), bias = Panels.Numbers(random, matrix.PaddedColumns), scratch = new float[matrix.ScratchLength(MostVectors) / sizeof(float) + 1];
                foreach (int vectors in new[] { 1, 2, 6, 7, MostVectors })
                {
                    float[] expected = [.. Enumerable.Repeat(bias, vectors).SelectMany(b => b)], found = new float[expected.Length];
                    Array.Fill(found, float.NaN);
                    Panels.AddProduct(matrix, v, vectors, rows, expected, matrix.PaddedColumns);
                    matrix.Product(bias, new RowSet(v, rows, rows), vectors, found, matrix.PaddedColumns, scratch);
                    for (int r = 0; r < vectors; r++)
                    {
                        int at = r * matrix.PaddedColumns;
                        Panels.AssertSameBits(expected.AsSpan(at, columns), found.AsSpan(at, columns), $"{precision}, K {rows}, N {columns}, vector {r} of {vectors}");
                    }
                }
            }
        }
    }

    [Fact]
    public void A_bias_shorter_than_the_panels_is_refused()
    {
        PanelMatrix matrix = Panels.Pack(new float[70], 70, 1, WeightPrecision.Float32);
        Assert.Throws<ArgumentException>(() => matrix.Product(new float[70], new RowSet(new float[1], 1, 1), 1, new float[128], 128, []));
    }

    [Fact]
    public void Products_of_8_bits_are_exact()
    {
        for (int rows = 1; rows <= 70; rows++)
        {
            var random = new Random(rows);
            int columns = random.Next(1, 201), vectors = random.Next(1, MostVectors + 1);
            // Integers up to 127 that reach 127 or −127, times a power of two: nothing is rounded, and the sums fit into a float32.
            int[] q = Integers(random, columns, rows), u = Integers(random, vectors, rows);
            PanelMatrix matrix = Panels.Pack(Array.ConvertAll(q, i => i / 32f), columns, rows, WeightPrecision.Int8);
            float[] z = new float[vectors * matrix.PaddedColumns];
            Panels.AddProduct(matrix, Array.ConvertAll(u, i => i / 8f), vectors, rows, z, matrix.PaddedColumns);
            for (int r = 0; r < vectors; r++)
            {
                for (int n = 0; n < columns; n++)
                {
                    int sum = 0;
                    for (int k = 0; k < rows; k++) sum += u[r * rows + k] * q[n * rows + k];
                    Assert.Equal(sum / 256f, z[r * matrix.PaddedColumns + n]);
                }
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, -1)]
    [InlineData(-1, 1)]
    [InlineData(-1, -1)]
    public void The_largest_products_of_8_bits_do_not_overflow(int input, int weight)
    {
        const int rows = 300, columns = 70;
        PanelMatrix matrix = Panels.Pack([.. Enumerable.Repeat((float)weight, columns * rows)], columns, rows, WeightPrecision.Int8);
        for (int vectors = 1; vectors <= 6; vectors++)
        {
            float[] z = new float[vectors * matrix.PaddedColumns];
            Panels.AddProduct(matrix, [.. Enumerable.Repeat((float)input, vectors * rows)], vectors, rows, z, matrix.PaddedColumns);
            for (int r = 0; r < vectors; r++) Assert.All(z[(r * matrix.PaddedColumns)..(r * matrix.PaddedColumns + columns)], sum => Assert.Equal(input * weight * rows, sum, 1e-3f * rows));
        }
    }

    private static int[] Integers(Random random, int vectors, int length)
    {
        int[] numbers = [.. Enumerable.Range(0, vectors * length).Select(_ => random.Next(-127, 128))];
        for (int r = 0; r < vectors; r++) numbers[r * length + random.Next(length)] = random.Next(2) == 0 ? 127 : -127;
        return numbers;
    }

    private static void Compare(PanelMatrix matrix, int vectors, int vStride, int zStride, Random random)
    {
        const float untouched = 12345;
        float[] weight = PanelPacker.Unpack(matrix), v = Panels.Numbers(random, vectors * vStride + 1), start = Panels.Numbers(random, vectors * zStride), z = [.. start];
        for (int r = 0; r < vectors; r++) z.AsSpan(r * zStride + matrix.PaddedColumns, zStride - matrix.PaddedColumns).Fill(untouched);
        Panels.AddProduct(matrix, v, vectors, vStride, z, zStride);
        for (int r = 0; r < vectors; r++)
        {
            (double[] x, double rounding) = Seen(matrix, v.AsSpan(r * vStride, matrix.Rows));
            for (int n = 0; n < zStride; n++)
            {
                double expected = n < matrix.PaddedColumns ? start[r * zStride + n] : untouched, size = Math.Abs(expected);
                for (int k = 0; k < matrix.Rows && n < matrix.Columns; k++)
                {
                    double product = x[k] * weight[n * matrix.Rows + k];
                    expected += product;
                    size += Math.Abs(product);
                }
                double error = Math.Abs(z[r * zStride + n] - expected), bound = n < matrix.Columns ? 1e-6 * size + rounding : 0;
                Assert.True(error <= bound, $"{matrix.Precision}, K {matrix.Rows}, N {matrix.Columns}, vector {r} of {vectors}, column {n}: found {z[r * zStride + n]}, expected {expected}");
            }
        }
    }

    /// <summary>The vector that a product sees: for 8 bits the rounded one. A number halfway between two steps may be rounded to either, once a vector at most.</summary>
    private static (double[] X, double Rounding) Seen(PanelMatrix matrix, ReadOnlySpan<float> v)
    {
        double[] x = [.. v.ToArray().Select(f => (double)f)];
        if (matrix.Precision != WeightPrecision.Int8 || x.Length == 0) return (x, 0);
        double factor = x.Max(Math.Abs) / 127;
        bool isClose = x.Any(f => Math.Abs(Math.Abs(f / factor % 1) - 0.5) < 1e-4);
        return ([.. x.Select(f => Math.Round(f / factor) * factor)], isClose ? 1.01 * factor : 0);
    }
}
