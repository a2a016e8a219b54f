using System.CommandLine;
using EmbeddedSeq.Cli;

var root = new RootCommand("Speech and sequence models for .NET: transcribe, train, evaluate, export and verify.") { TrainCommand.Create() };
return root.Parse(args).Invoke();
