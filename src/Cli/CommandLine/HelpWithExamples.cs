using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace EmbeddedSeq.Cli.CommandLine;

/// <summary>The usual help; below it the command's examples and, for all of eseq, the exit codes.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    // A command that is asked for help needs none of its arguments.
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int code = help.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is CliCommand { Examples.Count: > 0 } command) WriteSection(output, "Examples:", command.Examples);
        if (parseResult.CommandResult.Command is RootCommand)
            WriteSection(output, "Exit codes:", ["0 done; 1 failed, one line on the error stream says why; 2 wrong command line; 130 stopped by Ctrl-C (143 by SIGTERM)"]);
        return code;
    }

    private static void WriteSection(TextWriter output, string title, IEnumerable<string> lines)
    {
        output.WriteLine(title);
        foreach (string line in lines) output.WriteLine("  " + line);
        output.WriteLine();
    }
}
