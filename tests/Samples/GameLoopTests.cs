using System.Diagnostics;
using System.Text.RegularExpressions;
using EmbeddedSeq.Cli.Tests;

namespace EmbeddedSeq.Samples.Tests;

/// <summary>The game without a player: a recording gives the commands. How long frames take is for a person to see, not for a test.</summary>
public sealed class GameLoopTests
{
    [Fact]
    public async Task The_character_goes_where_the_recording_says_and_frames_allocate_nothing()
    {
        (int code, string output, string error) = await Play("--audio", "samples/go-left.wav", "--frames", "200");
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(["Left", "Right"], Regex.Matches(output, @"^\d+\.\d\d s  (\w+)$", RegexOptions.Multiline).Select(m => m.Groups[1].Value));
        Assert.Matches(@"(?m)^stands at \d+, 6$", output);
        Assert.Matches(@"(?m)^garbage collections +0 +0$", output);
        Assert.Matches(@"(?m)^bytes allocated +0 +0$", output);
        int[] counted = [.. Regex.Matches(output, @"^frames (?:to \S+ ms|above) +(\d+) +(\d+)$", RegexOptions.Multiline).Select(m => int.Parse(m.Groups[2].Value))];
        Assert.Equal(200, counted.Sum());
    }

    [Theory]
    [InlineData(2, "--frames 0", "usage")]
    [InlineData(2, "--colour red", "usage")]
    [InlineData(1, "--model none.eseq", "none.eseq")]
    [InlineData(1, "--audio none.wav", "none.wav")]
    public async Task What_is_wrong_is_told(int expected, string arguments, string reason)
    {
        (int code, string output, string error) = await Play(arguments.Split(' '));
        Assert.Equal((expected, ""), (code, output));
        Assert.Contains(reason, Assert.Single(error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output, string Error)> Play(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "GameLoop.exe" : "GameLoop"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        return (process.ExitCode, await output, await error);
    }
}
