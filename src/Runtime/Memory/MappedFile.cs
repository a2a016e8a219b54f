using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace EmbeddedSeq.Runtime.Memory;

/// <summary>A file's bytes in memory without reading them: pages come from the disk when they are touched and are shared between processes. Read-only; unmapped with the object.</summary>
/// <remarks>A file that shrinks while it is mapped takes the process down with it; models are replaced by renaming, never overwritten.</remarks>
internal sealed unsafe class MappedFile
{
    private readonly string _path;
    private readonly SafeFileHandle _handle;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    /// <exception cref="IOException">The file cannot be opened.</exception>
    public MappedFile(string path)
    {
        _path = path;
        _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        long length = RandomAccess.GetLength(_handle);
        _file = MemoryMappedFile.CreateFromFile(_handle, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
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
        _handle.Dispose();
    }

    /// <summary>The bytes of the file.</summary>
    public MemoryRegion Region { get; }

    /// <summary>Copies bytes of the file without touching the mapping. Once through a lot of them this is quicker than mapping pages and giving them back, and it needs no memory but where they go.</summary>
    /// <param name="position">Of the first byte, in the file.</param>
    /// <param name="bytes">Filled.</param>
    /// <exception cref="IOException">The file cannot be read, or has become too short.</exception>
    public void Read(long position, Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int count = RandomAccess.Read(_handle, bytes, position);
            if (count == 0) throw new EndOfStreamException($"{_path}: expected {bytes.Length} bytes at {position}, found the end of the file; it changed while it was open");
            position += count;
            bytes = bytes[count..];
        }
        GC.KeepAlive(this);
    }

    /// <summary>Gives back the memory of pages that have been touched; they come again, from the system's cache or the disk, when they are touched again.</summary>
    public void Release() => ResidentPages.Release(Region);
}
