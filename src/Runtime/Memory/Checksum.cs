using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EmbeddedSeq.Runtime.Memory;

/// <summary>A 64-bit checksum as fast as memory: finds damage, not forgery.</summary>
/// <remarks>Four lanes of multiply and rotate over 8-byte words, mixed at the end; the constants are the odd numbers nearest to 2⁶⁴ divided by the golden ratio and by π.</remarks>
internal static class Checksum
{
    private const ulong Golden = 0x9E3779B97F4A7C15, Pi = 0x517CC1B727220A95;

    /// <summary>The checksum of some bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        ulong a = Golden, b = Pi, c = ~Golden, d = ~Pi;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        int i = 0;
        for (; i + 4 <= words.Length; i += 4)
        {
            a = BitOperations.RotateLeft((a ^ words[i]) * Golden, 29);
            b = BitOperations.RotateLeft((b ^ words[i + 1]) * Golden, 29);
            c = BitOperations.RotateLeft((c ^ words[i + 2]) * Golden, 29);
            d = BitOperations.RotateLeft((d ^ words[i + 3]) * Golden, 29);
        }
        ulong sum = (ulong)bytes.Length;
        foreach (ulong lane in (ReadOnlySpan<ulong>)[a, b, c, d]) sum = Mix(sum ^ lane);
        for (; i < words.Length; i++) sum = Mix(sum ^ words[i]);
        for (int rest = words.Length * sizeof(ulong); rest < bytes.Length; rest++) sum = Mix(sum ^ bytes[rest]);
        return sum;
    }

    /// <summary>The checksum of native memory of any length; that of an array with the same bytes, if there can be one.</summary>
    public static ulong Of(MemoryRegion memory)
    {
        ulong sum = 0;
        for (long at = 0; at < memory.Length; at += Array.MaxLength) sum = BitOperations.RotateLeft(sum, 1) ^ Of(memory.Slice(at, Math.Min(Array.MaxLength, memory.Length - at)).As<byte>());
        return sum;
    }

    private static ulong Mix(ulong x)
    {
        x *= Pi;
        return x ^ (x >> 32);
    }
}
