using System.Runtime.InteropServices;

namespace EmbeddedSeq.Runtime.Memory;

/// <summary>Keeps the resident memory of a process that reads through large mapped files small.</summary>
internal static unsafe partial class ResidentPages
{
    // madvise(2), <asm-generic/mman-common.h>.
    private const int DontNeed = 4, PopulateRead = 22;

    /// <summary>Takes a mapped file out of this process's resident memory; its pages stay in the system's cache. Elsewhere than on Linux the system does so by itself when memory runs short.</summary>
    /// <param name="file">From the first byte of the mapping, which is the first of a page.</param>
    public static void Release(MemoryRegion file)
    {
        if (OperatingSystem.IsLinux() && file.Length > 0) _ = MAdvise(file.Pointer, (nuint)file.Length, DontNeed); // A refusal costs memory, nothing else.
        GC.KeepAlive(file);
    }

    /// <summary>Takes a part of a mapped file into this process's resident memory in one call: a fault for every few pages would cost more than reading them. Where the system cannot (before Linux 5.14), the pages come one by one.</summary>
    public static void Populate(MemoryRegion part)
    {
        if (!OperatingSystem.IsLinux() || part.Length == 0) return;
        byte* first = (byte*)((nuint)part.Pointer / (nuint)Environment.SystemPageSize * (nuint)Environment.SystemPageSize);
        _ = MAdvise(first, (nuint)(part.Pointer + part.Length - first), PopulateRead); // A refusal costs time, nothing else.
        GC.KeepAlive(part);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MAdvise(void* start, nuint length, int advice);
}
