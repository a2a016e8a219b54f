namespace EmbeddedSeq.Runtime.Memory;

/// <summary>Writes files that are always whole: to a temporary file beside the target, flushed to disk, then renamed over it.</summary>
internal static class AtomicFile
{
    /// <summary>Calls <paramref name="write"/> with a stream; the file at <paramref name="path"/> changes only if all of it succeeded.</summary>
    /// <exception cref="IOException">The file cannot be written; the message names it. The file that was there before is untouched.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string full = Target(path);
        string temporary = $"{full}.partial"; // Always the same, so that what a killed program left behind is overwritten, not collected.
        bool isOurs = false; // Another program may be writing the same file: what it has written is not ours to delete.
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16))
            {
                isOurs = true;
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception e)
        {
            if (isOurs && File.Exists(temporary)) File.Delete(temporary);
            // What the system says is about the temporary file, of which nobody has heard.
            if (e is IOException or UnauthorizedAccessException) throw new IOException($"{path} cannot be written: {e.Message.Replace(temporary, full, StringComparison.Ordinal)}", e);
            throw;
        }
    }

    // A link stays a link, and what it points to is replaced; a rename over a device or pipe would take it from the system.
    private static string Target(string path)
    {
        string full = Path.GetFullPath(path);
        if (Directory.Exists(full)) throw new IOException($"{path} cannot be written: expected a file, found a folder");
        if (!File.Exists(full)) return full;
        full = File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
        if (!File.Exists(full)) return full;
        return IsDevice(full) ? throw new IOException($"{path} cannot be written: expected a file, found a device or pipe") : full;
    }

    // .NET does not tell a device from a file; devices live in one folder, and pipes elsewhere have no length.
    private static bool IsDevice(string full)
    {
        if (OperatingSystem.IsWindows()) return false;
        if (full.StartsWith("/dev/", StringComparison.Ordinal) && !full.StartsWith("/dev/shm/", StringComparison.Ordinal)) return true;
        // For reading and writing, since a pipe that is only written would wait for a reader.
        using var existing = new FileStream(full, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        return !existing.CanSeek;
    }
}
