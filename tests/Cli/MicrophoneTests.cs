using EmbeddedSeq.Audio;
using EmbeddedSeq.Audio.Tests.Capture;

namespace EmbeddedSeq.Cli.Tests;

/// <summary>A virtual microphone speaks in real time; eseq listens.</summary>
[Collection(AlsaTests.Name)]
public sealed class MicrophoneTests : IDisposable
{
    private readonly MicrophoneBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task The_list_of_devices_has_it()
    {
        using Eseq eseq = _bench.Start("devices");
        Assert.Contains((await eseq.Ended()).Lines, l => l.StartsWith(_bench.Microphone.DeviceName, StringComparison.Ordinal) && l.EndsWith("Virtual microphone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Text_appears_while_the_microphone_speaks_and_Ctrl_C_ends_it()
    {
        using Eseq eseq = await Listen();
        // The stream is open all the time: what appears now appears live.
        _bench.Speak("ab_____");
        await eseq.Writes(l => l.EndsWith("  ab", StringComparison.Ordinal));
        _bench.Speak("ba a");
        await eseq.Writes(l => l.EndsWith("  ba a ...", StringComparison.Ordinal));
        eseq.Interrupt();
        Outcome outcome = await eseq.Ended();
        Assert.Equal(130, outcome.ExitCode);
        Assert.EndsWith("  ba a", outcome.Lines[^1], StringComparison.Ordinal);
        Assert.Equal(["ab", "ba a"], outcome.Lines.Where(l => !l.EndsWith("...", StringComparison.Ordinal)).Select(l => l.Split("  ")[^1]));
    }

    [Fact]
    public async Task A_lost_device_is_an_error_after_the_text_so_far()
    {
        using Eseq eseq = await Listen();
        _bench.Speak("ab");
        await eseq.Writes(l => l.EndsWith("  ab ...", StringComparison.Ordinal));
        _bench.Microphone.Kill();
        Outcome outcome = await eseq.Ended();
        Assert.Equal(1, outcome.ExitCode);
        Assert.EndsWith("  ab", outcome.Lines[^1], StringComparison.Ordinal);
        string[] errors = outcome.Error.TrimEnd('\n').Split('\n');
        Assert.Equal(2, errors.Length); // The first says that it listens.
        Assert.Contains(_bench.Microphone.DeviceName, errors[1], StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("digits", "one two three four five")]
    [InlineData("numbers", "seven zero nine two one")]
    [InlineData("go-left", "go left and then right")]
    public async Task The_shipped_model_hears_live_what_it_hears_in_the_file(string sample, string words)
    {
        using Eseq eseq = await _bench.Listen("transcribe", "--mic");
        float[] samples = AudioFile.ReadMono(Path.Combine(Repository.Root, "samples", sample + ".wav"), 16000);
        _bench.Speak(samples.Concat(new float[16000]));
        await eseq.Writes(l => l.EndsWith("  " + words, StringComparison.Ordinal));
    }

    private Task<Eseq> Listen() => _bench.Listen("transcribe", "--mic", "--model", _bench.Work.Model, "--partials");
}
