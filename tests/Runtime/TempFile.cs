namespace EmbeddedSeq.Runtime.Tests;

/// <summary>A file of its own that disappears with the test.</summary>
internal sealed class TempFile : IDisposable
{
    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), System.IO.Path.GetRandomFileName() + ".safetensors");

    public void Dispose() => File.Delete(Path);
}
