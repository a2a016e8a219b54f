using System.CommandLine;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Cli.Texts;
using EmbeddedSeq.Runtime;

namespace EmbeddedSeq.Cli;

/// <summary>eseq classify: one label for a whole text.</summary>
internal static class ClassifyCommand
{
    public static Command Create()
    {
        TextArgument texts = TextArguments.Create();
        Option<string?> model = TextArguments.ModelOption("sentiment");
        Option<bool> json = TextArguments.JsonOption();
        var command = new CliCommand(
            "classify",
            "Tells what kind of text it is; the shipped model: whether a sentence praises or complains.",
            "eseq classify \"The battery died after two days.\"",
            "eseq classify --json < reviews.txt") { texts, model, json };
        command.OnRun((result, cancellation) =>
        {
            TextClassifier classifier = TextClassifier.Load(Shipped.Model(result.GetValue(model), "sentiment"));
            foreach (string text in TextArguments.Read(result.GetValue(texts)!))
            {
                cancellation.ThrowIfCancellationRequested();
                IReadOnlyList<LabelProbability> labels = classifier.Classify(text);
                if (result.GetValue(json)) JsonLine.Write(new { Text = text, labels[0].Label, Probabilities = labels.ToDictionary(l => l.Label, l => Math.Round((decimal)l.Probability, 4)) });
                else Console.WriteLine(FormattableString.Invariant($"{labels[0].Label} {100 * labels[0].Probability:F1} %  {text}"));
            }
            return ExitCode.Success;
        });
        return command;
    }
}
