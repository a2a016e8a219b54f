using System.CommandLine;
using System.Globalization;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Cli.SpokenTerms;

/// <summary>eseq spot tune: sets thresholds by sound in which no keyword is said.</summary>
internal static class SpotTuneCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("keywords") { Description = "File of keywords; their thresholds are changed." };
        var negatives = new Option<string[]>("--negatives") { Description = "WAV files, or folders of them, in which no keyword is said: the more hours, and the more like the place of use, the better.", Required = true, AllowMultipleArgumentsPerToken = true, HelpName = "PATH" };
        Option<double> rate = new Option<double>("--rate") { Description = "False alarms an hour and keyword that are tolerated.", DefaultValueFactory = _ => 1, HelpName = "N" }.Between(0.0, 1000);
        Option<string?> model = Shipped.ModelOption();
        Option<string?> embedder = Shipped.EmbedderOption();
        var command = new CliCommand(
            "tune",
            "Sets each keyword's threshold to what gives a wanted rate of false alarms on your own sound.",
            "eseq spot tune keywords.json --negatives evening.wav radio/ --rate 0.5") { file, negatives, rate, model, embedder };
        command.OnRun((result, cancellation) =>
        {
            SpeechModel speech = SpeechModel.Load(Shipped.Model(result.GetValue(model)));
            string path = result.GetRequiredValue(file);
            KeywordSet set = KeywordFile.Load(path, speech);
            IndexInput[] sounds = [.. IndexInput.FromPaths(result.GetValue(negatives)!)];
            var scores = new SpottingScores(speech, set.Keywords, KeywordFile.Embedder(set.Keywords, result.GetValue(embedder)));
            foreach (IndexInput sound in sounds) scores.Add(sound, _ => false, cancellation);
            double hours = sounds.Sum(s => s.Stretch.Duration) / 3600;
            bool isTooLittle = hours * Math.Max(result.GetValue(rate), 1e-3) < 1;
            foreach (Keyword keyword in set.Keywords)
            {
                double threshold = FalseAlarms.ThresholdFor(scores.ScoresOf(keyword), result.GetValue(rate) * hours);
                if (isTooLittle) threshold = Math.Max(threshold, Keyword.DefaultThreshold); // So little that was heard says nothing about the rest.
                set = set.With(keyword with { Threshold = Math.Round(threshold, 4) });
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{keyword.Name}: threshold {threshold:F2}, {FalseAlarms.Count(scores.ScoresOf(keyword), threshold)} false alarms in {hours:F2} hours"));
            }
            set.Save(path);
            if (isTooLittle) Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"eseq: warning: {hours:F2} hours are too little to see {result.GetValue(rate)} false alarms an hour; the thresholds exclude all that was heard and are not below {Keyword.DefaultThreshold}, the default"));
            return ExitCode.Success;
        });
        return command;
    }
}
