using System.Text.Json;
using EmbeddedSeq.Audio;
using EmbeddedSeq.Runtime.Tests;

namespace EmbeddedSeq.Cli.Tests;

public sealed class TranscribeTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_recording_becomes_a_line_with_times()
    {
        Outcome outcome = await Eseq.Run("transcribe", _bench.Speak("speech.wav", "ab ba"), "--model", _bench.Model);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Empty(outcome.Error);
        // The first tone sounds from 0.2 s on, the last until 2.0 s; a step is 30 ms long and sees 45 ms.
        Assert.Matches(@"^0:00\.(1[5-9]|2\d) - 0:0(1\.9\d|2\.00)  ab ba$", Assert.Single(outcome.Lines));
    }

    [Fact]
    public async Task A_pause_ends_an_utterance()
    {
        string path = _bench.Speak("speech.wav", "ab_____ba");
        Assert.Equal(["ab", "ba"], await Texts(path));
        Assert.Equal(["abba"], await Texts(path, "--pause", "5"));
    }

    [Fact]
    public async Task Several_recordings_are_told_apart_by_name()
    {
        string first = _bench.Speak("first.wav", "a"), second = _bench.Speak("second.wav", "b");
        Outcome outcome = await Eseq.Run("transcribe", first, second, "--model", _bench.Model);
        Assert.Equal([first, second], outcome.Lines.Select(l => l.Split("  ")[0]));
        Assert.Equal(["a", "b"], outcome.Lines.Select(l => l.Split("  ")[2]));
    }

    [Fact]
    public async Task Silence_gives_no_line()
    {
        Outcome outcome = await Eseq.Run("transcribe", _bench.Speak("silence.wav", "____"), "--model", _bench.Model);
        Assert.Equal((0, "", ""), (outcome.ExitCode, outcome.Output, outcome.Error));
    }

    [Theory]
    [InlineData("", "ab", "(not understood)", "ab")]
    [InlineData("--format srt", "1", "ab", "2", "ab")]
    public async Task What_no_phrase_has_is_not_understood_and_silence_is_passed_over(string format, params string[] expected)
    {
        string path = _bench.Speak("speech.wav", "ab____bbab____ab________");
        Outcome outcome = await Eseq.Run(["transcribe", path, "--model", _bench.Model, "--phrases", _bench.Write("p.txt", "ab"), .. format.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal(expected, outcome.Lines.Where(l => !l.Contains("-->", StringComparison.Ordinal)).Select(l => l.Split("  ")[^1]));
    }

    [Fact]
    public async Task Json_says_what_was_rejected_and_what_it_would_have_been()
    {
        string path = _bench.Speak("speech.wav", "ab____bbab____");
        JsonElement[] lines = (await Eseq.Run("transcribe", path, "--model", _bench.Model, "--phrases", _bench.Write("p.txt", "ab"), "--json", "--nbest", "1")).JsonLines;
        Assert.Equal(["ab", ""], lines.Select(l => l.GetProperty("text").GetString()));
        Assert.False(lines[0].TryGetProperty("rejected", out _));
        Assert.True(lines[1].GetProperty("rejected").GetBoolean());
        Assert.Equal("ab", lines[1].GetProperty("alternatives")[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task Any_rate_and_number_of_channels_says_the_same()
    {
        float[] samples = Resampler.Resample(ToneModel.Speak("ab ba"), 16000, 44100);
        using (var writer = new WavWriter(_bench.File("cd.wav"), 44100, channels: 2)) writer.Write([.. samples.SelectMany(s => new[] { s, s })]);
        Assert.Equal(["ab ba"], await Texts(_bench.File("cd.wav")));
    }

    [Fact]
    public async Task The_environment_can_name_the_model()
    {
        using Eseq eseq = Eseq.Start(["transcribe", _bench.Speak("speech.wav", "ba")], new() { ["EMBEDDEDSEQ_MODEL"] = _bench.Model });
        Assert.EndsWith("  ba", (await eseq.Ended()).Lines.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_has_words_with_times_and_confidence()
    {
        Outcome outcome = await Eseq.Run("transcribe", _bench.Speak("speech.wav", "ab a"), "--model", _bench.Model, "--json");
        JsonElement line = JsonDocument.Parse(Assert.Single(outcome.Lines)).RootElement;
        Assert.True(line.GetProperty("final").GetBoolean());
        Assert.Equal("ab a", line.GetProperty("text").GetString());
        Assert.False(line.TryGetProperty("source", out _));
        JsonElement[] words = [.. line.GetProperty("words").EnumerateArray()];
        Assert.Equal(["ab", "a"], words.Select(w => w.GetProperty("text").GetString()));
        Assert.InRange(words[1].GetProperty("start").GetDouble(), 1.3, 1.45);
        Assert.All(words, w => Assert.InRange(w.GetProperty("confidence").GetDouble(), 0.3, 1));
    }

    [Fact]
    public async Task Partials_come_soon_after_the_sound_and_only_when_asked_for()
    {
        string path = _bench.Speak("speech.wav", "ab");
        JsonElement[] lines = [.. (await Eseq.Run("transcribe", path, "--model", _bench.Model, "--json", "--partials")).Lines.Select(l => JsonDocument.Parse(l).RootElement)];
        Assert.Equal([("a", false), ("ab", false), ("ab", true)], lines.Select(l => (l.GetProperty("text").GetString()!, l.GetProperty("final").GetBoolean())));
        // Greedy decoding takes nothing back.
        Assert.All(lines, l => Assert.Equal(l.GetProperty("text").GetString()!.Length, l.GetProperty("committed").GetInt32()));
        // Half a second of audio is what a person waits for the first word.
        Assert.InRange(lines[0].GetProperty("heard").GetDouble(), 0.2, 0.4 + 0.5);
        Assert.Equal(["ab"], await Texts(path));
    }

    [Fact]
    public async Task Subtitles_are_numbered_and_last_long_enough()
    {
        string path = _bench.Speak("speech.wav", "ab____ba");
        string srt = (await Eseq.Run("transcribe", path, "--model", _bench.Model, "--format", "srt")).Output;
        Assert.Matches(@"^1\n00:00:00,\d{3} --> 00:00:01,\d{3}\nab\n\n2\n00:00:02,\d{3} --> 00:00:03,\d{3}\nba\n\n$", srt);
        string vtt = (await Eseq.Run("transcribe", path, "--model", _bench.Model, "--format", "vtt")).Output;
        Assert.Equal("WEBVTT\n\n" + srt.Replace(',', '.'), vtt);
        Assert.Equal("WEBVTT\n\n", (await Eseq.Run("transcribe", _bench.Speak("silence.wav", "__"), "--model", _bench.Model, "--format", "vtt")).Output);
    }

    [Theory]
    [InlineData("a.wav", "b.wav", "--format", "srt")]
    [InlineData("a.wav", "--json", "--format", "txt")]
    [InlineData("a.wav", "--format", "doc")]
    public async Task Forms_that_do_not_go_together_are_refused(params string[] arguments) => Assert.Equal(2, (await Eseq.Run(["transcribe", .. arguments])).ExitCode);

    private async Task<string[]> Texts(string path, params string[] options)
    {
        Outcome outcome = await Eseq.Run(["transcribe", path, "--model", _bench.Model, .. options]);
        Assert.Equal(0, outcome.ExitCode);
        return [.. outcome.Lines.Select(l => l.Split("  ")[^1])];
    }
}
