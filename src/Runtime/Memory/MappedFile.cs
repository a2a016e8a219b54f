using System.IO.MemoryMappedFiles;

namespace EmbeddedSeq.Runtime.Memory;

/// <summary>A file's bytes in memory without reading them: pages come from the disk when they are touched and are shared between processes. Read-only; unmapped with the object.</summary>
/// <remarks>A file that shrinks while it is mapped takes the process down with it; models are replaced by renaming, never overwritten.</remarks>
internal sealed unsafe class MappedFile
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    /// <exception cref="IOException">The file cannot be opened.</exception>
    public MappedFile(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        long length = stream.Length;
        _file = MemoryMappedFile.CreateFromFile(stream, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* pointer = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        Region = new MemoryRegion(pointer + _view.PointerOffset, length, this);
    }

    ~MappedFile()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    /// <summary>The bytes of the file.</summary>
    public MemoryRegion Region { get; }

    /// <summary>Gives back the memory of pages that have been touched; they come again, from the system's cache or the disk, when they are touched again.</summary>
    public void Release() => ResidentPages.Release(Region);
}
