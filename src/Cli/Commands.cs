using System.CommandLine;

namespace EmbeddedSeq.Cli;

/// <summary>All commands: one command, one file.</summary>
internal static class Commands
{
    public static RootCommand Create() => new("Speech and sequence models for .NET: transcribe, align, train, evaluate, compile, export, verify.")
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
}
