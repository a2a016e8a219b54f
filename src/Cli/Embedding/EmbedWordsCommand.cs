using System.CommandLine;
using System.Globalization;
using System.Text;
using EmbeddedSeq.Audio;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Cli.Evaluation;
using EmbeddedSeq.Cli.Transcription;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Decoding;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Cli.Embedding;

/// <summary>eseq embed words: finds the words of a corpus, to train on.</summary>
internal static class EmbedWordsCommand
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(0.05);

    public static Command Create()
    {
        var manifest = new Argument<string>("manifest") { Description = "Manifest of recordings with their texts." };
        Option<string?> model = Shipped.ModelOption();
        var data = new Option<string?>("--data") { Description = "Folder that audio paths are relative to; default: the manifest's own.", HelpName = "DIR" };
        var splits = new Option<string[]>("--split") { Description = "Which splits; default: train and dev.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => ["train", "dev"], HelpName = "NAME" };
        var output = new Option<string>("--output", "-o") { Description = "The list (CSV): word, speaker, id, start, end.", Required = true, HelpName = "FILE" };
        var command = new CliCommand(
            "words",
            "Aligns recordings with their texts and lists when each word is said, as recipes for spoken words read it. Utterances whose text the model cannot write or that are too short for it are left out.",
            "eseq embed words librispeech-train-clean-5.jsonl -o words/librispeech-train-clean-5.csv") { manifest, model, data, splits, output };
        command.OnRun((result, cancellation) =>
        {
            SpeechModel speech = SpeechModel.Load(Shipped.Model(result.GetValue(model)));
            string path = result.GetRequiredValue(manifest);
            Utterance[] utterances = [.. ManifestReader.Read(path, result.GetValue(data), WavSource.LengthOf).Where(u => u.Split is null || result.GetRequiredValue(splits).Contains(u.Split))];
            if (utterances.Length == 0) throw new DataFormatException(path, null, $"utterances of the splits {string.Join(", ", result.GetRequiredValue(splits))}", "none");
            AudioFiles.Require(path, utterances.Select(u => u.AudioPath));
            var list = new StringBuilder("word,speaker,id,start,end\n");
            int words = 0, left = 0;
            foreach (Utterance utterance in utterances)
            {
                cancellation.ThrowIfCancellationRequested();
                if (Align(speech, utterance) is { } text) words += Append(list, utterance, text);
                else left++;
            }
            TextOutput.Write(result.GetRequiredValue(output), list.ToString());
            Console.WriteLine($"{result.GetRequiredValue(output)}: {words} words of {utterances.Length - left} utterances; {left} left out");
            return ExitCode.Success;
        });
        return command;
    }

    private static AlignedText? Align(SpeechModel model, Utterance utterance)
    {
        try
        {
            var aligner = new SpeechAligner(model, TextNormalizer.Normalize(utterance.Text));
            aligner.Push(AudioFile.ReadMono(utterance.AudioPath, model.SampleRate, utterance.Offset, utterance.Duration));
            return aligner.Align();
        }
        catch (Exception e) when (e is SpellingException or AlignmentException)
        {
            return null; // It is counted.
        }
    }

    private static int Append(StringBuilder list, Utterance utterance, AlignedText text)
    {
        int count = 0;
        for (int i = 0; i < text.Words.Count; i++)
        {
            AlignedWord word = text.Words[i];
            TimeSpan? before = i > 0 ? Last(text.Words[i - 1]) : null, behind = i + 1 < text.Words.Count ? First(text.Words[i + 1]) : null;
            (TimeSpan start, TimeSpan end) = WordCut.Of(First(word), Last(word), before, behind);
            end = end < utterance.Duration ? end : utterance.Duration;
            if (end - start < Shortest || word.Text.Contains(',', StringComparison.Ordinal)) continue;
            count++;
            list.Append(CultureInfo.InvariantCulture, $"{word.Text},{utterance.Speaker},{utterance.Id},{start.TotalSeconds:0.00},{end.TotalSeconds:0.00}\n");
        }
        return count;
    }

    private static TimeSpan First(AlignedWord word) => word.Tokens[0].Start;

    private static TimeSpan Last(AlignedWord word) => word.Tokens[^1].Start;
}
