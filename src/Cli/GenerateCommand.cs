using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Cli.Texts;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Cli;

/// <summary>eseq generate: draws text from a language model, or tells how probable a text is.</summary>
internal static class GenerateCommand
{
    // One above would draw the texts of 0.
    private const int LastSeed = int.MaxValue - 1;

    public static Command Create()
    {
        var starts = new TextArgument("How a text begins; without any, it begins anew. With --score the texts to judge; without any, each line of the standard input is one; blank ones are skipped.");
        Option<string?> model = TextArguments.ModelOption("words");
        Option<double> temperature = new Option<double>("--temperature", "-t") { Description = "Below 1 keeps to the likely, above 1 dares more, 0 always takes the likeliest.", DefaultValueFactory = _ => 0.8, HelpName = "T" }.Between(0.0, 100);
        Option<int> topK = new Option<int>("--top-k", "-k") { Description = "Draw from so many of the likeliest units only; 0: all.", DefaultValueFactory = _ => 0, HelpName = "K" }.Between(0, 1 << 20);
        Option<int> seed = new Option<int>("--seed") { Description = "The same seed draws the same text.", DefaultValueFactory = _ => 1, HelpName = "N" }.Between(0, LastSeed);
        Option<int> count = new Option<int>("--count", "-n") { Description = "Texts to draw, with seeds one after the other.", DefaultValueFactory = _ => 1, HelpName = "N" }.Between(1, 10000);
        Option<int> length = new Option<int>("--length") { Description = "Units after which a text is cut.", DefaultValueFactory = _ => 200, HelpName = "N" }.Between(1, 100000);
        var score = new Option<bool>("--score") { Description = "Write no text, but how probable the given ones are." };
        Option<bool> json = TextArguments.JsonOption();
        var command = new CliCommand(
            "generate",
            "Draws sentences from a language model of words or characters, or tells how probable a sentence is.",
            "eseq generate \"she was\" --temperature 0.7 --top-k 50 --seed 3",
            "eseq generate --model models/characters/characters.eseq --count 5",
            "eseq generate --score \"the old man looked at him\"",
            "eseq generate --score --json < sentences.txt") { starts, model, temperature, topK, seed, count, length, score, json };
        command.Validators.Add(r =>
        {
            // Asking for the value of what is no number would throw here; it is reported by itself.
            if (Number(r, seed) is not { } first || Number(r, count) is not { } texts || first > LastSeed || texts > LastSeed) return;
            int most = LastSeed - texts + 1;
            if (first > most) r.AddError($"{seed.Name} must be at most {most} for {texts} texts, found {first}.");
        });
        command.OnRun((result, cancellation) =>
        {
            TextGenerator generator = TextGenerator.Load(Shipped.Model(result.GetValue(model), "words"));
            bool asJson = result.GetValue(json);
            string[] texts = result.GetValue(starts)!;
            if (result.GetValue(score))
            {
                foreach (string text in TextArguments.Read(texts))
                {
                    cancellation.ThrowIfCancellationRequested();
                    Score(generator, text, asJson);
                }
                return ExitCode.Success;
            }
            TextArguments.Check(texts);
            foreach (string text in texts.DefaultIfEmpty(""))
            {
                for (int i = 0; i < result.GetValue(count); i++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    var options = new GenerationOptions { Temperature = result.GetValue(temperature), TopK = result.GetValue(topK), Seed = result.GetValue(seed) + i, MostUnits = result.GetValue(length) };
                    string written = generator.Generate(text, options);
                    if (asJson) JsonLine.Write(new { options.Seed, Text = written });
                    else Console.WriteLine(written);
                }
            }
            return ExitCode.Success;
        });
        return command;
    }

    private static int? Number(CommandResult result, Option<int> option) =>
        result.GetResult(option) is not { Implicit: false, Tokens: [.., { } token] } ? (int)option.GetDefaultValue()! : int.TryParse(token.Value, CultureInfo.InvariantCulture, out int number) ? number : null;

    private static void Score(TextGenerator generator, string text, bool json)
    {
        IReadOnlyList<UnitProbability> units = generator.Score(text);
        double sum = units.Sum(u => (double)u.LogProbability), perplexity = Math.Exp(-sum / units.Count), bits = -sum / units.Count / Math.Log(2);
        if (json)
        {
            JsonLine.Write(new { Text = text, LogProbability = Math.Round(sum, 4), Perplexity = Math.Round(perplexity, 3), BitsPerUnit = Math.Round(bits, 4), Units = units.Select(u => new { u.Unit, LogProbability = Math.Round((decimal)u.LogProbability, 4) }) });
            return;
        }
        string unit = generator.Unit is TextUnit.Words ? "word" : "character";
        Console.WriteLine(FormattableString.Invariant($"ln p {sum:F2}, perplexity {perplexity:F1}, {bits:F2} bits a {unit} (the end included)"));
    }
}
