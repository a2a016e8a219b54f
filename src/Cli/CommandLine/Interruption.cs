using System.Runtime.InteropServices;

namespace EmbeddedSeq.Cli.CommandLine;

/// <summary>Turns the first Ctrl-C or SIGTERM into a request to stop; the second ends the process at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public Interruption() => _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(s => PosixSignalRegistration.Create(s, OnSignal))];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The exit code of a command that the signal stopped.</summary>
    public int ExitCode { get; private set; }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        if (_source.IsCancellationRequested) return;
        context.Cancel = true;
        ExitCode = context.Signal is PosixSignal.SIGINT ? CommandLine.ExitCode.Interrupted : CommandLine.ExitCode.Terminated;
        _source.Cancel();
    }
}
