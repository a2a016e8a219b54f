using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Tests.Memory;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eseq-atomic-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_is_written_and_nothing_is_left_beside_it()
    {
        AtomicFile.Write(In("a"), s => s.Write([1, 2, 3]));

        Assert.Equal([1, 2, 3], File.ReadAllBytes(In("a")));
        Assert.Single(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_file()
    {
        File.WriteAllText(In("a"), "old");

        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(In("a"), s =>
        {
            s.WriteByte(1);
            throw new InvalidOperationException();
        }));

        Assert.Equal("old", File.ReadAllText(In("a")));
        Assert.Single(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void What_a_killed_program_left_behind_is_overwritten()
    {
        string partial = In("a.partial");
        File.WriteAllText(partial, "half of a file");

        AtomicFile.Write(In("a"), s => s.WriteByte(7));

        Assert.Equal([7], File.ReadAllBytes(In("a")));
        Assert.False(File.Exists(partial));
    }

    [Fact]
    public void A_link_goes_on_pointing_to_the_file_that_is_replaced()
    {
        if (OperatingSystem.IsWindows()) return; // Links need a privilege there.
        File.WriteAllText(In("real"), "old");
        File.CreateSymbolicLink(In("link"), In("real"));

        AtomicFile.Write(In("link"), s => s.WriteByte(7));

        Assert.Equal(In("real"), new FileInfo(In("link")).LinkTarget);
        Assert.Equal([7], File.ReadAllBytes(In("real")));
    }

    [Fact]
    public void A_folder_and_a_device_are_refused()
    {
        Assert.Contains("expected a file, found a folder", Assert.Throws<IOException>(() => AtomicFile.Write(_folder, _ => { })).Message, StringComparison.Ordinal);
        if (OperatingSystem.IsWindows()) return; // NUL is no path in a folder there.
        Assert.Contains("expected a file, found a device or pipe", Assert.Throws<IOException>(() => AtomicFile.Write("/dev/null", _ => { })).Message, StringComparison.Ordinal);
    }

    private string In(string name) => Path.Combine(_folder, name);
}
