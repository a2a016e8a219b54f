using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace EmbeddedSeq.Cli.Tests;

/// <summary>What a run of eseq left behind.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Error)
{
    /// <summary>The lines of the output.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The one line of the error stream.</summary>
    public string Complaint => Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The output, one JSON value.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>The lines of the output, a JSON value each.</summary>
    public JsonElement[] JsonLines => [.. Lines.Select(l => JsonDocument.Parse(l).RootElement)];
}

/// <summary>The real executable, run as a child process in the repository's root.</summary>
internal sealed partial class Eseq : IDisposable
{
    private const int InterruptSignal = 2;
    private readonly Process _process;
    private readonly LineReader _output, _error;

    private Eseq(string[] arguments, Dictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "eseq.exe" : "eseq"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        start.Environment.Remove("EMBEDDEDSEQ_MODEL");
        foreach ((string name, string value) in environment ?? []) start.Environment[name] = value;
        _process = Process.Start(start)!;
        _output = new LineReader(_process.StandardOutput);
        _error = new LineReader(_process.StandardError);
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<Outcome> Run(params string[] arguments)
    {
        using Eseq eseq = Start(arguments);
        return await eseq.Ended();
    }

    /// <summary>Starts a command; what is still running at the end of the test is killed.</summary>
    public static Eseq Start(string[] arguments, Dictionary<string, string>? environment = null) => new(arguments, environment);

    /// <summary>Waits for a line of the output.</summary>
    public Task Writes(Predicate<string> line) => _output.Find(line);

    /// <summary>Waits for a line of the error stream.</summary>
    public Task Tells(Predicate<string> line) => _error.Find(line);

    /// <summary>Presses Ctrl-C.</summary>
    public void Interrupt() => Assert.Equal(0, SendSignal(_process.Id, InterruptSignal));

    /// <summary>Ends it at once, without a chance to clean up.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits for the end.</summary>
    public async Task<Outcome> Ended()
    {
        (string output, string error) = (await _output.ToEnd(), await _error.ToEnd());
        await _process.WaitForExitAsync().WaitAsync(LineReader.Patience);
        return new Outcome(_process.ExitCode, output, error);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
