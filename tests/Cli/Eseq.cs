using System.Diagnostics;
using System.Runtime.InteropServices;

namespace EmbeddedSeq.Cli.Tests;

/// <summary>What a run of eseq left behind.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Error)
{
    /// <summary>The lines of the output.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>The real executable, run as a child process.</summary>
internal sealed partial class Eseq : IDisposable
{
    private const int InterruptSignal = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly Task<string> _error;
    private readonly Task _output;

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
        _output = Task.Run(ReadOutput);
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<Outcome> Run(params string[] arguments)
    {
        using Eseq eseq = Start(arguments);
        return await eseq.Ended();
    }

    /// <summary>Starts a command; what is still running at the end of the test is killed.</summary>
    public static Eseq Start(string[] arguments, Dictionary<string, string>? environment = null) => new(arguments, environment);

    /// <summary>Waits until a line of the output fulfils the condition.</summary>
    public async Task<string> Line(Predicate<string> condition)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            lock (_lines)
            {
                if (_lines.Find(condition) is { } line) return line;
            }
            if (_output.IsCompleted || clock.Elapsed > Patience) throw new InvalidOperationException($"The line did not come. Output: {string.Join('\n', _lines)} Error: {(_error.IsCompleted ? await _error : "")}");
            await Task.Delay(5);
        }
    }

    /// <summary>Presses Ctrl-C.</summary>
    public void Interrupt() => Assert.Equal(0, SendSignal(_process.Id, InterruptSignal));

    /// <summary>Ends it at once, without a chance to clean up.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits for the end.</summary>
    public async Task<Outcome> Ended()
    {
        await _output.WaitAsync(Patience);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return new Outcome(_process.ExitCode, string.Concat(_lines.Select(l => l + "\n")), await _error);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private async Task ReadOutput()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (_lines) _lines.Add(line);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
