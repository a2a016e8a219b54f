using System.Runtime.InteropServices;

namespace EmbeddedSeq.Runtime.Memory;

/// <summary>Keeps the resident memory of a process that reads through large mapped files small.</summary>
internal static unsafe partial class ResidentPages
{
    // madvise(2), <asm-generic/mman-common.h>.
    private const int DontNeed = 4;

    /// <summary>Takes a mapped file out of this process's resident memory; its pages stay in the system's cache. Elsewhere than on Linux the system does so by itself when memory runs short.</summary>
    /// <param name="file">From the first byte of the mapping, which is the first of a page.</param>
    public static void Release(MemoryRegion file)
    {
        if (OperatingSystem.IsLinux() && file.Length > 0) _ = MAdvise(file.Pointer, (nuint)file.Length, DontNeed); // A refusal costs memory, nothing else.
        GC.KeepAlive(file);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MAdvise(void* start, nuint length, int advice);
}
