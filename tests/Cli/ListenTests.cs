using System.Diagnostics;
using System.Text.Json;
using EmbeddedSeq.Audio;
using EmbeddedSeq.Audio.Tests.Capture;

namespace EmbeddedSeq.Cli.Tests;

/// <summary>eseq listen at a virtual microphone, in a pipe and on a terminal.</summary>
[Collection(AlsaTests.Name)]
public sealed class ListenTests : IDisposable
{
    private readonly MicrophoneBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task In_a_pipe_it_writes_lines_and_keeps_transcript_and_sound()
    {
        string transcript = _bench.Work.File("said.srt"), sound = _bench.Work.File("said.wav");
        using Eseq eseq = await Listen("--output", transcript, "--record", sound);
        _bench.Speak("ab_____");
        await eseq.Writes(l => l.EndsWith("  ab", StringComparison.Ordinal));
        _bench.Speak("ba");
        VirtualMicrophone.WaitUntil(() => File.ReadAllText(transcript).Contains("ba", StringComparison.Ordinal), "the text that goes on is not in the file");
        eseq.Interrupt();
        Outcome outcome = await eseq.Ended();
        Assert.Equal(130, outcome.ExitCode);
        Assert.Equal(["ab", "ba"], outcome.Lines.Select(l => l.Split("  ")[^1]));
        Assert.Matches(@"^1\n00:00:00,\d{3} --> 00:00:00,\d{3}\nab\n\n2\n00:00:0\d,\d{3} --> 00:00:0\d,\d{3}\nba\n$", await File.ReadAllTextAsync(transcript));
        Assert.InRange(AudioFile.ReadMono(sound, 16000).Length, 40_000, 60_000);
    }

    [Fact]
    public async Task What_was_said_survives_a_kill()
    {
        string transcript = _bench.Work.File("said.json"), sound = _bench.Work.File("said.wav");
        using Eseq eseq = await Listen("--output", transcript, "--record", sound);
        _bench.Speak("ab_____ba");
        VirtualMicrophone.WaitUntil(() => Texts(transcript).SequenceEqual(["ab", "ba"]), "the text is not in the file");
        eseq.Kill();
        await eseq.Ended();
        Assert.Equal(["ab", "ba"], Texts(transcript));
        Assert.True(AudioFile.ReadMono(sound, 16000).Length >= 16_000);
    }

    [Theory]
    [InlineData("")]
    [InlineData("NO_COLOR=1")]
    [InlineData("TERM=dumb")]
    public async Task On_a_terminal_of_80_columns_it_shows_level_state_and_text(string environment)
    {
        using Process terminal = Terminal(environment, "--keyword", "ab");
        var screen = new LineReader(terminal.StandardOutput);
        await screen.Find(l => l.Contains("listening to", StringComparison.Ordinal));
        _bench.Speak("ab_____");
        await screen.Find(l => l.Contains("0:00.", StringComparison.Ordinal) && l.Contains("  ab", StringComparison.Ordinal));
        if (environment != "TERM=dumb")
        {
            await screen.Find(l => l.Contains("dB, floor", StringComparison.Ordinal));
            await screen.Find(l => l.Contains("listening | 0:00:", StringComparison.Ordinal) && l.Contains("x real time", StringComparison.Ordinal));
            await screen.Find(l => l.Contains("ab 1", StringComparison.Ordinal) && !l.Contains("real time", StringComparison.Ordinal));
        }
        await terminal.StandardInput.WriteAsync('\u0003'); // Ctrl-C, as the terminal passes it on.
        await terminal.StandardInput.FlushAsync();
        await terminal.WaitForExitAsync().WaitAsync(LineReader.Patience);
        if (environment == "NO_COLOR=1") Assert.DoesNotMatch(@"\e\[[0-9;]*(3[0-7]|38;)[0-9;]*m", await screen.ToEnd());
    }

    [Fact]
    public async Task Push_to_talk_hears_only_between_two_presses_of_the_space_bar()
    {
        using Process terminal = Terminal("", "--push-to-talk");
        var screen = new LineReader(terminal.StandardOutput);
        await screen.Find(l => l.Contains("space bar to talk", StringComparison.Ordinal));
        _bench.Speak("bb_____");
        await Press(terminal, ' ');
        await screen.Find(l => l.Contains("listening |", StringComparison.Ordinal));
        _bench.Speak("ab");
        await screen.Find(l => l.Contains("ab 0.", StringComparison.Ordinal)); // What is under way for longer than the switch waits is not heard.
        await Press(terminal, ' ');
        await screen.Find(l => l.Contains("0:00.", StringComparison.Ordinal) && l.Contains("  ab", StringComparison.Ordinal));
        await Press(terminal, '\u0003');
        await terminal.WaitForExitAsync().WaitAsync(LineReader.Patience);
        Assert.DoesNotContain("bb", await screen.ToEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_space_bar_pressed_while_it_starts_counts_and_is_not_shown()
    {
        using Process terminal = Terminal("", "--push-to-talk");
        var screen = new LineReader(terminal.StandardOutput);
        await Press(terminal, ' ');
        await screen.Find(l => l.Contains("listening |", StringComparison.Ordinal));
        await Press(terminal, 'x');
        await Press(terminal, ' ');
        await screen.Find(l => l.Contains("space bar to talk", StringComparison.Ordinal));
        await Press(terminal, '\u0003');
        await terminal.WaitForExitAsync().WaitAsync(LineReader.Patience);
        Assert.DoesNotMatch("x(?! real)", await screen.ToEnd());
    }

    private static async Task Press(Process terminal, char key)
    {
        await terminal.StandardInput.WriteAsync(key);
        await terminal.StandardInput.FlushAsync();
    }

    private static string[] Texts(string transcript) => [.. JsonDocument.Parse(File.ReadAllText(transcript)).RootElement.EnumerateArray().Select(u => u.GetProperty("text").GetString()!)];

    private Task<Eseq> Listen(params string[] options) => _bench.Listen(["listen", "--model", _bench.Work.Model, .. options]);

    // script (of util-linux) gives a program a terminal, without which it would take itself to be in a pipe.
    private Process Terminal(string environment, params string[] options)
    {
        string command = $"stty cols 80 rows 24; exec env {environment} ALSA_CONFIG_PATH={_bench.Microphone.ConfigurationPath} '{Path.Combine(AppContext.BaseDirectory, "eseq")}' listen --device {_bench.Microphone.DeviceName} --model '{_bench.Work.Model}' {string.Join(' ', options)}";
        var start = new ProcessStartInfo("script", ["-qfec", command, "/dev/null"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TERM"] = "xterm-256color";
        return Process.Start(start)!;
    }
}
