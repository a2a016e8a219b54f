using System.CommandLine;
using System.CommandLine.Parsing;

namespace EmbeddedSeq.Cli.CommandLine;

/// <summary>A command with examples under its help.</summary>
internal sealed class CliCommand(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Command lines to try.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>Refuses what can only be a slip: an empty value, or a value that looks like an option.</summary>
    private void RefuseSlips() => Validators.Add(result =>
    {
        foreach (SymbolResult child in result.Children)
        {
            foreach (string value in child.Tokens.Select(t => t.Value))
            {
                if (value.Length == 0) result.AddError("An empty value was given.");
                else if (value.StartsWith("--", StringComparison.Ordinal)) result.AddError($"Unknown option {value}.");
            }
        }
    });

    /// <summary>What the command does; its result is the exit code. It stops soon after the token is cancelled, by OperationCanceledException.</summary>
    public void OnRun(Func<ParseResult, CancellationToken, int> run)
    {
        RefuseSlips();
        SetAction((result, cancellation) => Task.FromResult(run(result, cancellation)));
    }
}
