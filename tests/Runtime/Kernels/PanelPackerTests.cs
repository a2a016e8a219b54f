using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Tests.Kernels;

/// <summary>Packing loses nothing but what the precision says.</summary>
public sealed class PanelPackerTests
{
    public static TheoryData<int, int> Shapes => new() { { 1, 1 }, { 1, 70 }, { 63, 3 }, { 64, 4 }, { 65, 5 }, { 130, 7 }, { 200, 33 } };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Float32_comes_back_as_it_was(int columns, int rows)
    {
        float[] weight = Panels.Numbers(new Random(1), columns * rows);
        Panels.AssertSameBits(weight, PanelPacker.Unpack(Panels.Pack(weight, columns, rows, WeightPrecision.Float32)), "float32");
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Bfloat16_is_the_nearest_and_comes_back_as_it_was(int columns, int rows)
    {
        float[] weight = Panels.Numbers(new Random(1), columns * rows);
        float[] rounded = PanelPacker.Unpack(Panels.Pack(weight, columns, rows, WeightPrecision.Bfloat16));
        Assert.All(weight.Zip(rounded), w => Assert.True(Math.Abs(w.First - w.Second) <= Math.Abs(w.First) / 256, $"{w.First} became {w.Second}"));
        Panels.AssertSameBits(rounded, PanelPacker.Unpack(Panels.Pack(rounded, columns, rows, WeightPrecision.Bfloat16)), "rounded twice");
    }

    [Theory]
    [InlineData(0x3F800000u, 0x3F80)] // 1.
    [InlineData(0x3F808000u, 0x3F80)] // A tie goes to the even neighbour, down
    [InlineData(0x3F818000u, 0x3F82)] // or up.
    [InlineData(0x3F808001u, 0x3F81)]
    [InlineData(0xBF808001u, 0xBF81)]
    [InlineData(0x80000000u, 0x8000)]
    [InlineData(0x00008001u, 0x0001)]
    [InlineData(0x7F7FFFFFu, 0x7F7F)] // The largest finite number stays finite.
    [InlineData(0xFF7FFFFFu, 0xFF7F)]
    public void Bfloat16_rounds_to_nearest_even(uint bits, int expected) => Assert.Equal(expected, PanelPacker.ToBfloat16(BitConverter.UInt32BitsToSingle(bits)));

    [Theory]
    [MemberData(nameof(Shapes))]
    public unsafe void Int8_is_off_by_half_a_step_at_most(int columns, int rows)
    {
        float[] weight = Panels.Numbers(new Random(1), columns * rows);
        PanelMatrix matrix = Panels.Pack(weight, columns, rows, WeightPrecision.Int8);
        float[] rounded = PanelPacker.Unpack(matrix);
        for (int n = 0; n < columns; n++)
        {
            float[] row = weight[(n * rows)..((n + 1) * rows)];
            float scale = matrix.Scales[n];
            Assert.Equal(row.Max(MathF.Abs) / 127, scale);
            int sum = 0;
            for (int k = 0; k < rows; k++)
            {
                Assert.True(Math.Abs(row[k] - rounded[n * rows + k]) <= 0.50001f * scale, $"[{n}, {k}]: {row[k]} became {rounded[n * rows + k]}");
                sum += (int)MathF.Round(rounded[n * rows + k] / scale);
            }
            Assert.Equal(128 * sum, matrix.Corrections[n]);
        }
        for (int n = columns; n < matrix.PaddedColumns; n++) Assert.Equal((1f, 0), (matrix.Scales[n], matrix.Corrections[n]));
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(1e-40f)]
    public unsafe void A_row_as_good_as_zero_has_scale_1(float value)
    {
        PanelMatrix matrix = Panels.Pack([value, -value, value], 1, 3, WeightPrecision.Int8);
        Assert.Equal(1, matrix.Scales[0]);
        Assert.All(PanelPacker.Unpack(matrix), w => Assert.Equal(0, w));
    }

    [Fact]
    public unsafe void The_layout_is_the_documented_one()
    {
        // docs/model-format.md: an element's place, column by column.
        const int columns = 100, rows = 6;
        float[] weight = [.. Enumerable.Range(0, columns * rows).Select(i => (float)i)]; // Below 2^10, but bfloat16 has 8 bits: compared after rounding.
        PanelMatrix f32 = Panels.Pack(weight, columns, rows, WeightPrecision.Float32), bf16 = Panels.Pack(weight, columns, rows, WeightPrecision.Bfloat16), int8 = Panels.Pack(weight, columns, rows, WeightPrecision.Int8);
        for (int n = 0; n < columns; n++)
        {
            for (int k = 0; k < rows; k++)
            {
                (int p, int j, float w) = (n / 64, n % 64, weight[n * rows + k]);
                Assert.Equal(w, ((float*)f32.Data)[(p * rows + k) * 64 + j]);
                (int a, int b, int i) = (j / 32, j / 16 % 2, j % 16);
                Assert.Equal(PanelPacker.ToBfloat16(w), ((ushort*)bf16.Data)[(p * rows + k) * 64 + 32 * a + 2 * i + b]);
                Assert.Equal((int)MathF.Round(w / int8.Scales[n]), ((sbyte*)int8.Data)[((p * 2 + k / 4) * 64 + j) * 4 + k % 4]);
            }
        }
    }
}
