using System.Diagnostics;
using System.Globalization;

namespace EmbeddedSeq.Benchmarks.Training;

/// <summary>A Python process that keeps a network and makes training steps when asked. The environment variable EMBEDDEDSEQ_PYTHON names another Python than the system's.</summary>
internal sealed class TorchProcess : IDisposable
{
    private readonly Process _process;

    /// <param name="sizes">The arguments of torch_step.py.</param>
    /// <exception cref="InvalidOperationException">Python or PyTorch is not there.</exception>
    public TorchProcess(params int[] sizes)
    {
        string python = Environment.GetEnvironmentVariable("EMBEDDEDSEQ_PYTHON") ?? "/usr/bin/python3";
        string script = Path.Combine(AppContext.BaseDirectory, "Training", "torch_step.py");
        var start = new ProcessStartInfo(python, [script, .. sizes.Select(s => s.ToString(CultureInfo.InvariantCulture))]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        _process = Process.Start(start)!;
        Version = Ask("version");
    }

    public string Version { get; }

    /// <summary>Makes steps.</summary>
    /// <returns>Milliseconds of each.</returns>
    public double[] Steps(int threads, int count) => [.. Ask($"{threads} {count}").Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture))];

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string Ask(string line)
    {
        _process.StandardInput.WriteLine(line);
        return _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("PyTorch did not answer; it comes with `apt-get install python3-torch libopenblas0-openmp`.");
    }
}
