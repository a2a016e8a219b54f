using System.CommandLine;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Cli.Texts;
using EmbeddedSeq.Runtime;

namespace EmbeddedSeq.Cli;

/// <summary>eseq translate: sentences into another language.</summary>
internal static class TranslateCommand
{
    public static Command Create()
    {
        TextArgument texts = TextArguments.Create();
        Option<string?> model = TextArguments.ModelOption("translation");
        Option<int> beam = new Option<int>("--beam", "-b") { Description = "Translations that are followed at once; 1: always the likeliest next character.", DefaultValueFactory = _ => 4, HelpName = "N" }.Between(1, 100);
        var all = new Option<bool>("--all") { Description = "All translations of the beam, not only the best." };
        Option<bool> json = TextArguments.JsonOption();
        var command = new CliCommand(
            "translate",
            "Translates sentences; the shipped model: short English ones into Chinese.",
            "eseq translate \"I like your dog.\"",
            "eseq translate --beam 8 --all \"Where is the station?\"") { texts, model, beam, all, json };
        command.OnRun((result, cancellation) =>
        {
            TextTranslator translator = TextTranslator.Load(Shipped.Model(result.GetValue(model), "translation"));
            foreach (string text in TextArguments.Read(result.GetValue(texts)!))
            {
                cancellation.ThrowIfCancellationRequested();
                foreach (Translation t in translator.Translate(text, result.GetValue(beam)).Take(result.GetValue(all) ? int.MaxValue : 1))
                {
                    if (result.GetValue(json)) JsonLine.Write(new { Source = text, t.Text, LogProbability = Math.Round(t.LogProbability, 4), Complete = t.IsComplete });
                    else Console.WriteLine(t.Text);
                }
            }
            return ExitCode.Success;
        });
        return command;
    }
}
