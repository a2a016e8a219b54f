using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Tests.Kernels;

/// <summary>Matrix products against sums in double. All memory around the operands and the result is NaN.</summary>
public sealed unsafe class GemmTests
{
    private readonly Gemm _gemm = new();

    public static TheoryData<int, int, int> AwkwardSizes => new()
    {
        { 1, 1, 1 }, { 1, 48, 3 }, { 8, 48, 1 }, { 8, 48, 128 }, { 7, 47, 127 }, { 9, 49, 129 }, { 16, 64, 20 }, // Around the inner kernels' tiles and the depth of a block.
        { 31, 20, 5 }, { 32, 20, 5 }, { 33, 20, 5 }, // Around the rows that are copied together.
        { 128, 20, 5 }, { 129, 20, 5 }, { 3, 1056, 5 }, { 3, 1057, 5 }, { 3, 20, 2048 }, { 3, 20, 2049 }, // Around the rows, columns and depth of a block.
        { 130, 1070, 2060 }, // More than a block in every direction.
    };

    [Theory]
    [MemberData(nameof(AwkwardSizes))]
    public void Products_around_the_sizes_of_blocks_are_right(int m, int n, int k) => CheckAll(m, n, k, new Random(m + n + k));

    [Fact]
    public void Products_of_any_small_sizes_are_right()
    {
        var random = new Random(1);
        for (int i = 0; i < 60; i++) CheckAll(random.Next(1, 71), random.Next(1, 71), random.Next(1, 71), random);
    }

    /// <summary>Checks replacing and adding, with a plain and a packed right operand, each operand stored in a way drawn at random.</summary>
    private void CheckAll(int m, int n, int k, Random random)
    {
        Matrix a = new(m, k, random), b = new(k, n, random);
        var packed = new PackedMatrix(k, n);
        packed.Pack(b.View);
        (double[] sums, double[] magnitudes) = Reference(a, b);
        foreach (bool accumulate in new[] { false, true })
        {
            Check((c, stride) => _gemm.Multiply(m, n, k, a.View, b.View, c, stride, accumulate));
            Check((c, stride) => _gemm.Multiply(m, a.View, packed, c, stride, accumulate));

            void Check(Product product)
            {
                var c = new Matrix(m, n, random, rowsContiguous: true);
                product(c.View.Data, c.View.RowStride);
                for (int i = 0; i < m * n; i++)
                {
                    double start = accumulate ? c.Values[i] : 0;
                    // A sum of k + 1 terms in float32, whatever its order (Higham 2002, section 4.2).
                    double expected = sums[i] + start, bound = (k + 1) * Math.Pow(2, -24) * (magnitudes[i] + Math.Abs(start));
                    float found = c.Stored(i);
                    Assert.True(Math.Abs(found - expected) <= bound, $"{m}×{n}×{k}, accumulate {accumulate}: element {i / n}, {i % n} is {found}, expected {expected} ± {bound}");
                }
                Assert.True(c.IsNaNAround(), $"{m}×{n}×{k}: written beside the result");
            }
        }
    }

    /// <summary>For each element of a·b the sum of its terms and of their magnitudes.</summary>
    private static (double[] Sums, double[] Magnitudes) Reference(Matrix a, Matrix b)
    {
        (int m, int n, int k) = (a.Rows, b.Columns, a.Columns);
        double[] sums = new double[m * n], magnitudes = new double[m * n];
        for (int i = 0; i < m; i++)
        {
            for (int x = 0; x < k; x++)
            {
                double factor = a.Values[i * k + x];
                for (int j = 0; j < n; j++)
                {
                    double term = factor * b.Values[x * n + j];
                    sums[i * n + j] += term;
                    magnitudes[i * n + j] += Math.Abs(term);
                }
            }
        }
        return (sums, magnitudes);
    }

    private delegate void Product(float* c, long stride);

    /// <summary>Random numbers of ±1, stored in rows, in columns, or scattered with gaps; all memory between is NaN.</summary>
    private sealed class Matrix
    {
        private const int Margin = 64;
        private readonly AlignedBuffer _memory;
        private readonly int _rowStride, _columnStride;

        public Matrix(int rows, int columns, Random random, bool rowsContiguous = false)
        {
            (Rows, Columns, Values) = (rows, columns, new float[rows * columns]);
            int gap = random.Next(0, 9);
            (_rowStride, _columnStride) = (rowsContiguous ? 0 : random.Next(3)) switch
            {
                0 => (columns + gap, 1),
                1 => (1, rows + gap),
                _ => (3 * columns + gap, 3),
            };
            _memory = new AlignedBuffer((long)rows * _rowStride + (long)columns * _columnStride + 2 * Margin);
            _memory.Span(0, (int)_memory.Length).Fill(float.NaN);
            for (int i = 0; i < Values.Length; i++) Stored(i) = Values[i] = random.NextSingle() * 2 - 1;
        }

        public int Rows { get; }

        public int Columns { get; }

        /// <summary>The first numbers, row after row.</summary>
        public float[] Values { get; }

        public MatrixView View => new(_memory.Pointer + Margin, _rowStride, _columnStride);

        /// <summary>What is in memory for number <paramref name="i"/> of <see cref="Values"/>.</summary>
        public ref float Stored(int i) => ref _memory.Pointer[Margin + i / Columns * _rowStride + i % Columns * _columnStride];

        public bool IsNaNAround()
        {
            for (int i = 0; i < Values.Length; i++) Stored(i) = float.NaN;
            bool others = _memory.Span(0, (int)_memory.Length).ContainsAnyExcept(float.NaN);
            GC.KeepAlive(_memory);
            return !others;
        }
    }
}
