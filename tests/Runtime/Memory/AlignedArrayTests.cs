using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Tests.Memory;

public sealed unsafe class AlignedArrayTests
{
    [Fact]
    public void Every_length_begins_on_a_line_of_the_cache_and_is_zero()
    {
        for (int length = 0; length <= 130; length++)
        {
            var array = new AlignedArray(length);
            Span<float> numbers = array.Span;
            Assert.Equal(length, numbers.Length);
            Assert.Equal(length, array.Length);
            Assert.All(numbers.ToArray(), n => Assert.Equal(0, n));
            if (length == 0) continue;
            fixed (float* start = numbers) Assert.Equal(0, (long)start % 64);
            numbers[^1] = 7;
            Assert.Equal(7, array.Span[^1]);
        }
    }
}
