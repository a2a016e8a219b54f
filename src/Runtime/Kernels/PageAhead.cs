using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>
/// Asks for the beginning of a page of weights that will be read soon. A processor notices by itself that memory is read in order and
/// reads ahead, but stops at the end of each page: there it would wait for the address of the next one and for its first lines. It also sees one
/// stream better than several, so a product of one vector reads panel after panel.
/// </summary>
internal static unsafe class PageAhead
{
    /// <summary>Length of a page: <see cref="Fetch"/> is called once in so many bytes.</summary>
    public const int Bytes = 4 << 10;

    private const int Distance = 32 << 10, Line = 64; // Distances from 16 to 64 KB make no difference.

    /// <param name="weights">What is being read now. Memory behind the weights may be asked for without harm.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(void* weights)
    {
        if (!Sse.IsSupported) return;
        byte* page = (byte*)(((nint)weights + Distance) & -Bytes);
        // Two lines in order are enough for the processor to see what is going on. Into the second level: the first one is small.
        Sse.Prefetch1(page);
        Sse.Prefetch1(page + Line);
    }
}
