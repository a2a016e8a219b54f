using System.Runtime.InteropServices;

namespace EmbeddedSeq.Runtime.Memory;

/// <summary>Asks the system to keep memory in pages of 2 MB, where it offers that on request: reading weights then needs far fewer address translations.</summary>
internal static unsafe partial class HugePages
{
    /// <summary>Size and alignment of a large page of x64 and of Arm64 with 4 KB pages.</summary>
    public const nuint Size = 2 << 20;

    // madvise(2), <asm-generic/mman-common.h>.
    private const int AdviseHugePage = 14;

    /// <summary>Asks; a system that does not know the request leaves the memory as it is.</summary>
    /// <param name="start">A multiple of <see cref="Size"/>.</param>
    /// <param name="length">Bytes.</param>
    public static void Advise(void* start, nuint length)
    {
        if (OperatingSystem.IsLinux()) _ = MAdvise(start, length, AdviseHugePage); // A refusal costs speed, nothing else.
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MAdvise(void* start, nuint length, int advice);
}
