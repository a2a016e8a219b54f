using System.CommandLine;
using System.CommandLine.Parsing;

namespace EmbeddedSeq.Cli.CommandLine;

/// <summary>Finds what can only be a slip: an empty value, or a value that looks like an option. What stands behind <c>--</c> is meant as it is.</summary>
internal static class Slips
{
    /// <summary>One sentence for each.</summary>
    public static IEnumerable<string> Find(ParseResult parsed)
    {
        int meant = parsed.Tokens.Reverse().TakeWhile(t => t.Type != TokenType.DoubleDash).Count();
        if (meant == parsed.Tokens.Count) meant = 0; // There is no --.
        (bool IsText, string Value)[] arguments = [.. parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens, (a, t) => (a.Argument is TextArgument, t.Value))];
        foreach (OptionResult option in parsed.CommandResult.Children.OfType<OptionResult>())
        {
            foreach (Token token in option.Tokens)
            {
                if (Problem(token.Value) is { } problem) yield return problem;
            }
        }
        for (int i = 0; i < arguments.Length; i++)
        {
            // What an empty text is, its command knows.
            if (arguments[i] is { IsText: true, Value: "" } || (i >= arguments.Length - meant && arguments[i].Value.Length > 0)) continue;
            if (Problem(arguments[i].Value) is { } problem) yield return problem;
        }
    }

    private static string? Problem(string value) =>
        value.Length == 0 ? "An empty value was given." : value.StartsWith("--", StringComparison.Ordinal) ? $"Unknown option {value}." : null;
}
