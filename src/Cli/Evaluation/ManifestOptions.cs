using System.CommandLine;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Cli.Evaluation;

/// <summary>The options that say which recordings of a manifest are meant, and where they are.</summary>
internal sealed class ManifestOptions
{
    private readonly Option<string?> _data = new("--data") { Description = "Folder that audio paths are relative to; default: each manifest's own.", HelpName = "DIR" };
    private readonly Option<string?> _split = new("--split") { Description = "Which split; needed where a manifest has several.", HelpName = "NAME" };

    /// <summary>Adds the options to a command.</summary>
    public ManifestOptions AddTo(Command command)
    {
        command.Options.Add(_data);
        command.Options.Add(_split);
        return this;
    }

    /// <summary>Reads a manifest and checks that its audio is there.</summary>
    /// <exception cref="DataFormatException">Malformed lines, missing audio, several splits and none named, or no utterance of the split.</exception>
    /// <exception cref="IOException">The manifest cannot be read.</exception>
    public EvaluationSet Load(ParseResult result, string manifest) => EvaluationSet.Load(manifest, result.GetValue(_data), result.GetValue(_split));
}
