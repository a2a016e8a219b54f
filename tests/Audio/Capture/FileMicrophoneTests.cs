using System.Runtime.InteropServices;

namespace EmbeddedSeq.Audio.Tests.Capture;

/// <summary>ALSA's own file device as a microphone that never pauses and never ends.</summary>
[Collection(AlsaTests.Name)]
public sealed class FileMicrophoneTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("eseq-file-mic-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(16000)]
    [InlineData(48000)]
    public async Task Samples_come_exactly_and_stop_ends_an_endless_stream(int rate)
    {
        short[] samples = Enumerable.Range(0, 8000).Select(i => (short)(i * 7919)).ToArray();
        string raw = Path.Combine(folder.FullName, "samples.raw");
        File.WriteAllBytes(raw, MemoryMarshal.AsBytes<short>(samples).ToArray());
        using var configuration = new AlsaConfiguration(folder, $$"""
            pcm.file_mic { type file slave.pcm { type null } file "/dev/null" infile "{{raw}}" format "raw" }
            """);

        using var microphone = Microphone.Open("file_mic", rate);
        var recorder = new Recorder(microphone);
        microphone.Start();
        VirtualMicrophone.WaitUntil(() => recorder.Count >= samples.Length, "Samples do not arrive");
        microphone.Stop();

        Assert.Null(await recorder.Ended());
        Assert.Equal(samples.Select(sample => sample / 32768f), recorder.ToArray()[..samples.Length]);
    }

    [Fact]
    public void Device_without_a_backend_is_an_error_of_that_device()
    {
        using var configuration = new AlsaConfiguration(folder, $$"""
            pcm.dead_mic { type pulse server "unix:{{folder.FullName}}/nobody-listens" }
            """);
        var error = Assert.Throws<AudioDeviceException>(() => Microphone.Open("dead_mic"));
        Assert.Contains("cannot be opened", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_library_is_explained_by_its_package()
    {
        var error = Assert.Throws<AudioDeviceException>(() => Alsa.AlsaLibrary.Require("default", "libasound-that-is-not-there.so.2"));
        Assert.Contains("package libasound2", error.Message, StringComparison.Ordinal);
    }
}
