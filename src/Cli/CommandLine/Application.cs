using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace EmbeddedSeq.Cli.CommandLine;

/// <summary>Parses the command line, runs the command and turns whatever happens into an exit code and at most one line of error.</summary>
internal static class Application
{
    public static async Task<int> Run(RootCommand root, string[] args)
    {
        var debug = new Option<bool>("--debug") { Description = "Show where in the program an error arose.", Recursive = true };
        root.Options.Add(debug);
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);

        ParseResult parsed = root.Parse(args);
        string[] slips = [.. Slips.Find(parsed)];
        bool isRun = parsed.Action is not null && parsed.Action == parsed.CommandResult.Command.Action; // Not help or version.
        if (parsed.Action is ParseErrorAction || (isRun && slips.Length > 0)) return RejectUsage(parsed, slips);
        using var interruption = new Interruption();
        try
        {
            // Interruption is there for signals: a training may need longer to stop than the library would allow it.
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(configuration, interruption.Token);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            return interruption.ExitCode;
        }
        catch (Exception e)
        {
            Console.Error.WriteLine(parsed.GetValue(debug) ? e.ToString() : $"eseq: {ErrorMessage.Of(e)}");
            return ExitCode.Failure;
        }
    }

    private static int RejectUsage(ParseResult parsed, string[] slips)
    {
        var names = new Stack<string>();
        for (SymbolResult? at = parsed.CommandResult; at is CommandResult { Command: var command }; at = at.Parent) names.Push(command is RootCommand ? "eseq" : command.Name);
        string problems = string.Join(' ', parsed.Errors.Select(e => e.Message).Concat(slips).Distinct());
        Console.Error.WriteLine($"eseq: {ErrorMessage.OneLine(problems)} See {string.Join(' ', names)} --help");
        return ExitCode.Usage;
    }
}
