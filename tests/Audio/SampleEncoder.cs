using System.Buffers.Binary;

namespace EmbeddedSeq.Audio.Tests;

/// <summary>Random samples in any format, one byte after the other.</summary>
internal static class SampleEncoder
{
    /// <summary>Fills <paramref name="values"/> with what the format can hold and returns its bytes.</summary>
    public static byte[] Encode(double[] values, SampleFormat format, Random random)
    {
        var bytes = new byte[values.Length * format.BytesPerSample];
        for (int i = 0; i < values.Length; i++)
        {
            Span<byte> at = bytes.AsSpan(i * format.BytesPerSample, format.BytesPerSample);
            if (format.Encoding == SampleEncoding.IeeeFloat)
            {
                values[i] = random.NextDouble() * 2 - 1;
                if (at.Length == 8)
                    BinaryPrimitives.WriteDoubleLittleEndian(at, values[i]);
                else
                    BinaryPrimitives.WriteSingleLittleEndian(at, (float)values[i]);
                continue;
            }

            double scale = Math.Pow(2, 8 * at.Length - 1);
            long integer = i switch { 0 => -(long)scale, 1 => (long)scale - 1, _ => random.NextInt64(-(long)scale, (long)scale) };
            values[i] = integer / scale;
            long stored = at.Length == 1 ? integer + 128 : integer;
            for (int b = 0; b < at.Length; b++)
                at[b] = (byte)(stored >> (8 * b));
        }

        return bytes;
    }
}
