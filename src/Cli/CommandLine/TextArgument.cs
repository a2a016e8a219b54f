using System.CommandLine;

namespace EmbeddedSeq.Cli.CommandLine;

/// <summary>Texts, any number, as an argument of a command that says itself which of them it cannot read.</summary>
internal sealed class TextArgument : Argument<string[]>
{
    public TextArgument(string description)
        : base("text")
    {
        Description = description;
        Arity = ArgumentArity.ZeroOrMore;
    }
}
