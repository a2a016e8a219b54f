using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Tests.Memory;

public sealed unsafe class RowSetTests
{
    private const int Count = 5, Length = 3, Stride = 4;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rows_are_where_they_were_put(bool scattered)
    {
        ScatteredRows memory = new(Count);
        RowSet rows = Make(scattered, memory);
        Assert.Equal(Length, rows.Length);
        for (int r = 0; r < Count; r++) Assert.Equal([10f * r, 10 * r + 1, 10 * r + 2], rows[r].ToArray());
        Assert.Equal([30f, 31], rows.From(2).Take(2)[1].ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Addresses_are_those_of_the_rows(bool scattered)
    {
        ScatteredRows memory = new(Count);
        RowSet rows = Make(scattered, memory).From(1);
        float** addresses = stackalloc float*[Count - 1];
        fixed (float* pinned = rows)
        {
            rows.Addresses(pinned, Count - 1, addresses);
            for (int r = 0; r < Count - 1; r++) Assert.Equal(10 * (r + 1), *addresses[r]);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void More_rows_or_numbers_than_there_are_throw(bool scattered)
    {
        Assert.ThrowsAny<Exception>(() => { _ = Make(scattered, new ScatteredRows(Count))[Count]; });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = Make(scattered, new ScatteredRows(Count)).Take(Length + 1); });
        Assert.ThrowsAny<Exception>(() =>
        {
            float** addresses = stackalloc float*[Count + 1];
            Make(scattered, new ScatteredRows(Count)).Addresses(null, Count + 1, addresses);
        });
    }

    [Fact]
    public void A_scattered_row_lies_inside_its_memory_and_is_gone_when_cleared()
    {
        var rows = new ScatteredRows(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => rows.Set(0, new AlignedArray(4), 2, 3));
        rows.Set(0, new AlignedArray(4), 1, 3);
        rows.Clear(1);
        Assert.True(rows[0].IsEmpty);
    }

    private static RowSet Make(bool scattered, ScatteredRows memory)
    {
        float[] numbers = new float[Count * Stride - 1];
        for (int r = 0; r < Count; r++)
        {
            var own = new AlignedArray(Length + 2);
            for (int i = 0; i < Length; i++) own.Span[1 + i] = numbers[r * Stride + i] = 10 * r + i;
            memory.Set(r, own, 1, Length);
        }
        return scattered ? new RowSet(memory, Length) : new RowSet(numbers, Length, Stride);
    }
}
