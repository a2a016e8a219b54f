using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Tests.Memory;

public sealed class MappedFileTests
{
    [Fact]
    public void Bytes_are_read_beside_the_mapping_and_not_beyond_the_end()
    {
        using var file = new TempFile();
        byte[] bytes = [.. Enumerable.Range(0, 5000).Select(i => (byte)(7 * i))];
        File.WriteAllBytes(file.Path, bytes);
        var mapped = new MappedFile(file.Path);
        byte[] part = new byte[1000];
        mapped.Read(3900, part);
        Assert.Equal(bytes[3900..4900], part);
        Assert.Equal(bytes, mapped.Region.As<byte>().ToArray());
        Assert.Contains("expected 900 bytes at 5000", Assert.Throws<EndOfStreamException>(() => mapped.Read(4900, part)).Message, StringComparison.Ordinal);
        GC.KeepAlive(mapped);
    }
}
