using System.CommandLine;
using EmbeddedSeq.Cli.CommandLine;

namespace EmbeddedSeq.Cli.WordDiscrimination;

/// <summary>eseq search eval samediff: same-different word discrimination.</summary>
internal static class SameDifferentCommand
{
    public static Command Create()
    {
        var csv = new Option<string>("--csv") { Description = "The words: a CSV file with the columns word, speaker, id, start, end (seconds in the utterance id).", Required = true, HelpName = "FILE" };
        var audio = new Option<string>("--audio") { Description = "Folder with the utterances: manifests (*.jsonl) that have their ids, or WAV files named after them.", Required = true, HelpName = "DIR" };
        var json = new Option<bool>("--json") { Description = "One JSON object a line instead of a table." };
        var methods = new MethodOptions();
        var command = new CliCommand(
            "samediff",
            "Ranks all pairs of words by their distance and prints the average precision with which pairs of the same word come first: over all pairs, and over the pairs of different speakers.",
            "eseq search eval samediff --csv librispeech-samediff.csv --audio speech",
            "eseq search eval samediff --csv librispeech-samediff.csv --audio speech --method dtw --band 0.3 --json") { csv, audio, json };
        methods.AddTo(command);
        command.OnRun((result, cancellation) =>
        {
            WordToken[] tokens = WordTokens.FromList(result.GetRequiredValue(csv), result.GetRequiredValue(audio)).RequirePairs(result.GetRequiredValue(csv));
            var rows = new List<SameDifferent>();
            foreach ((string method, DistanceMatrix distances) in methods.Compare(result, tokens, cancellation)) rows.Add(SameDifferent.Measure(method, tokens, distances));
            MeasureTable.Write(Console.Out, rows, result.GetValue(json));
            return ExitCode.Success;
        });
        return command;
    }
}
