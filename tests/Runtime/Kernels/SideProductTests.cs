using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Tests.Kernels;

/// <summary>A product that is made beside others has the bits of one that is made at once, and leaves the others theirs.</summary>
public sealed class SideProductTests
{
    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(3, 40, 7, 70)]
    [InlineData(80, 512, 128, 512)]
    [InlineData(130, 96, 33, 129)] // Not done in ten steps.
    [InlineData(5, 33, 2, 64)]     // Fewer rows than belong to one of the piece: nothing is done beside.
    [InlineData(4, 200, 64, 64)]   // Done long before the end.
    public void Both_products_have_their_bits(int depth, int columns, int otherDepth, int otherColumns)
    {
        const int vectors = SideProduct.Vectors, turns = 10;
        var random = new Random(depth);
        PanelMatrix matrix = Panels.Pack(Panels.Numbers(random, columns * depth), columns, depth, WeightPrecision.Float32);
        PanelMatrix other = Panels.Pack(Panels.Numbers(random, otherColumns * otherDepth), otherColumns, otherDepth, WeightPrecision.Float32);
        if (!SideProduct.IsFor(matrix)) return; // Without 32 registers of 512 bits nothing is multiplied so.
        int stride = matrix.PaddedColumns + 16;
        float[] v = Panels.Numbers(random, vectors * depth), bias = Panels.Numbers(random, matrix.PaddedColumns), expected = new float[vectors * stride], found = new float[expected.Length], packed = new float[vectors * depth];
        matrix.Product(bias, new RowSet(v, depth, depth), vectors, expected, stride, []);
        float[] h = Panels.Numbers(random, otherDepth), expectedOther = Panels.Numbers(random, other.PaddedColumns), foundOther = [.. expectedOther];
        var row = new RowSet(h, otherDepth, otherDepth);
        Array.Fill(found, float.NaN);
        SideProgress progress = default;
        var side = new SideProduct(matrix, bias, v, packed, found, stride, ref progress);
        for (int i = 0; i < turns; i++)
        {
            other.AddProduct(row, 1, expectedOther, other.PaddedColumns, []);
            other.AddProduct(row, 1, foundOther, other.PaddedColumns, [], new Sweep(i % 2 == 1, side));
        }
        side.Finish();
        Assert.True(side.IsDone);
        Panels.AssertSameBits(expectedOther, foundOther, "the product of one vector");
        for (int r = 0; r < vectors; r++) Panels.AssertSameBits(expected.AsSpan(r * stride, columns), found.AsSpan(r * stride, columns), $"vector {r}");
    }

    [Theory]
    [InlineData(WeightPrecision.Bfloat16)]
    [InlineData(WeightPrecision.Int8)]
    public void It_is_for_float32(WeightPrecision precision) => Assert.False(SideProduct.IsFor(Panels.Pack([1], 1, 1, precision)));
}
