using System.CommandLine;
using EmbeddedSeq.Cli;
using EmbeddedSeq.Cli.CommandLine;

// READ FIRST: one command, one file. Whatever a command throws becomes one line and an exit code in CommandLine/Application.cs.
var root = new RootCommand("Speech and sequence models for .NET: transcribe, align, train, evaluate, compile, export, verify.")
{
    TranscribeCommand.Create(),
    ListenCommand.Create(),
    ServeCommand.Create(),
    AlignCommand.Create(),
    DevicesCommand.Create(),
    TagCommand.Create(),
    ClassifyCommand.Create(),
    GenerateCommand.Create(),
    TranslateCommand.Create(),
    EncodeCommand.Create(),
    TrainCommand.Create(),
    EvalCommand.Create(),
    LmCommand.Create(),
    CompileCommand.Create(),
    ExportCommand.Create(),
    ImportCommand.Create(),
    VerifyCommand.Create(),
    InspectCommand.Create(),
    IndexCommand.Create(),
    SearchCommand.Create(),
    ExplainCommand.Create(),
    SpotCommand.Create(),
    EmbedCommand.Create(),
};
return await Application.Run(root, args);
