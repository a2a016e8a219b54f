namespace EmbeddedSeq.Cli.CommandLine;

/// <summary>What eseq returns to the shell.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>Something went wrong; one line on the error stream says what.</summary>
    public const int Failure = 1;

    /// <summary>The command line itself is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Stopped by Ctrl-C: 128 and the number of the signal, as shells have it.</summary>
    public const int Interrupted = 130;

    /// <summary>Stopped by SIGTERM.</summary>
    public const int Terminated = 143;
}
