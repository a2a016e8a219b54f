namespace EmbeddedSeq.Runtime.Memory;

/// <summary>Writes files that are always whole: to a temporary file beside the target, flushed to disk, then renamed over it.</summary>
internal static class AtomicFile
{
    /// <summary>Calls <paramref name="write"/> with a stream; the file at <paramref name="path"/> changes only if all of it succeeded.</summary>
    /// <exception cref="IOException">The file cannot be written; the message names it. The file that was there before is untouched.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string full = Path.GetFullPath(path);
        string temporary = $"{full}.{Environment.ProcessId}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception e)
        {
            if (File.Exists(temporary)) File.Delete(temporary);
            // What the system says is about the temporary file, of which nobody has heard.
            if (e is IOException or UnauthorizedAccessException) throw new IOException($"{path} cannot be written: {e.Message.Replace(temporary, full, StringComparison.Ordinal)}", e);
            throw;
        }
    }
}
