namespace EmbeddedSeq.Cli.CommandLine;

/// <summary>For what refuses bad input by an <see cref="ArgumentException"/> whose message is for people.</summary>
internal static class Explained
{
    /// <summary>Makes something of what the user gave.</summary>
    /// <exception cref="CommandException">It was refused; the message says why.</exception>
    public static T Make<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (ArgumentException e)
        {
            throw new CommandException(Message(e));
        }
    }

    /// <summary>The reason without the name of a parameter in the program, which .NET writes behind it.</summary>
    public static string Message(ArgumentException e)
    {
        string suffix = $" (Parameter '{e.ParamName}')";
        return e.Message.EndsWith(suffix, StringComparison.Ordinal) ? e.Message[..^suffix.Length] : e.Message;
    }
}
