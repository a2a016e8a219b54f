using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Tests.Kernels;

public sealed class FiniteCheckTests
{
    private static readonly float[] Bad = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, BitConverter.UInt32BitsToSingle(0xFF800001)];

    [Fact]
    public void One_bad_number_is_found_anywhere_in_any_length()
    {
        for (int length = 0; length <= 70; length++)
        {
            uint[] words = new uint[length];
            Array.Fill(words, BitConverter.SingleToUInt32Bits(float.MaxValue)); // All bits set but one of the exponent.
            Assert.True(FiniteCheck.Run(words, halves: false), $"{length}");
            for (int at = 0; at < length; at++)
            {
                uint good = words[at];
                words[at] = BitConverter.SingleToUInt32Bits(Bad[at % Bad.Length]);
                Assert.False(FiniteCheck.Run(words, halves: false), $"{length}, {at}");
                words[at] = good;
            }
        }
    }

    [Theory]
    [InlineData(0x7F80u, false)]
    [InlineData(0xFFC0u, false)]
    [InlineData(0x7F7Fu, true)]
    [InlineData(0x007Fu, true)]
    [InlineData(0xFF7Fu, true)]
    public void Each_half_of_a_pair_is_looked_at(uint half, bool finite)
    {
        for (int at = 0; at < 37; at++)
        {
            uint[] low = new uint[37], high = new uint[37];
            low[at] = half;
            high[at] = half << 16;
            Assert.Equal(finite, FiniteCheck.Run(low, halves: true));
            Assert.Equal(finite, FiniteCheck.Run(high, halves: true));
            Assert.True(FiniteCheck.Run(low, halves: false));
        }
    }
}
