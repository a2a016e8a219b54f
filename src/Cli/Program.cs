using EmbeddedSeq.Cli;
using EmbeddedSeq.Cli.CommandLine;

// READ FIRST: Commands.cs has the commands. Whatever a command throws becomes one line and an exit code in CommandLine/Application.cs.
return await Application.Run(Commands.Create(), args);
