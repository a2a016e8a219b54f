using System.CommandLine;

namespace EmbeddedSeq.Cli.CommandLine;

/// <summary>A command with examples under its help.</summary>
internal sealed class CliCommand(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Command lines to try.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>What the command does; its result is the exit code. It stops soon after the token is cancelled, by OperationCanceledException.</summary>
    public void OnRun(Func<ParseResult, CancellationToken, int> run) => SetAction((result, cancellation) => Task.FromResult(run(result, cancellation)));
}
