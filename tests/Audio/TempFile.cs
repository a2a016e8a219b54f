namespace EmbeddedSeq.Audio.Tests;

/// <summary>A file name of its own in the temporary folder, deleted at the end.</summary>
internal sealed class TempFile : IDisposable
{
    public TempFile(byte[]? content = null)
    {
        if (content is not null)
            Write(content);
    }

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"eseq-{Guid.NewGuid():N}.wav");

    public void Write(ReadOnlySpan<byte> content) => File.WriteAllBytes(Path, content);

    public void Dispose() => File.Delete(Path);
}
