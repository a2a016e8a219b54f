using System.CommandLine;
using System.Globalization;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Runtime.Decoding;
using EmbeddedSeq.Trainer.Language;

namespace EmbeddedSeq.Cli;

/// <summary>eseq lm: an n-gram language model from text.</summary>
internal static class LmCommand
{
    public static Command Create()
    {
        var texts = new Argument<string[]>("text") { Description = "Text files, a sentence a line, or manifests (.jsonl); .gz is unpacked. A single .arpa file is compiled as it is, several are mixed.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--output", "-o") { Description = "Compiled language model to write; one that is there is replaced.", Required = true, HelpName = "FILE" };
        var arpa = new Option<string?>("--arpa") { Description = "Also write it as ARPA.", HelpName = "FILE" };
        Option<int> order = new Option<int>("--order", "-n") { Description = "Longest n-grams, 1 to 4.", DefaultValueFactory = _ => 3, HelpName = "N" }.Between(1, 4);
        Option<double> prune = new Option<double>("--prune") { Description = "Leave out an n-gram if the perplexity rises by a smaller part than this without it; 1e-8 halves a model at little loss.", DefaultValueFactory = _ => 0, HelpName = "PART" }.Between(0, 1.0);
        Option<int> least = new Option<int>("--min-count") { Description = "Words that occur more rarely count as unknown.", DefaultValueFactory = _ => 1, HelpName = "N" }.Between(1, 1_000_000);
        var split = new Option<string?>("--split") { Description = "Of manifests, the split to read; needed where one has several, so that nothing is learned from test data by oversight.", HelpName = "NAME" };
        Option<double[]> mix = new Option<double[]>("--mix") { Description = "Weights above 0 of several .arpa files, one each: the model says what they say on average (static interpolation).", AllowMultipleArgumentsPerToken = true, HelpName = "WEIGHT" }.EachBetween(-1e6, 1e6);
        var command = new CliCommand(
            "lm",
            "Builds an n-gram language model for `transcribe --lm` and `eval --lm`: modified Kneser-Ney smoothing (docs/decoding.md).",
            "eseq lm manual.txt letters.txt.gz -o office.lm",
            "eseq lm an4.jsonl --split train -o an4.lm --arpa an4.arpa",
            "eseq lm books.txt.gz -o books.lm --order 3 --prune 1e-8",
            "eseq lm other.arpa -o other.lm",
            "eseq lm books.arpa speech.arpa --mix 0.7 0.3 --prune 1e-8 -o both.lm") { texts, output, arpa, order, prune, least, split, mix };
        command.OnRun((result, cancellation) =>
        {
            (string[] sources, string path) = (result.GetRequiredValue(texts), result.GetRequiredValue(output));
            double[] weights = result.GetValue(mix) ?? [];
            if (sources is [{ } source] && IsArpa(source) && weights.Length == 0)
            {
                NgramModel.Compile(source, path);
                NgramModel compiled = NgramModel.Load(path);
                Console.WriteLine($"{path}: order {compiled.Order}, {Count(compiled.WordCount)} words, {Megabytes(path)}");
                return ExitCode.Success;
            }
            var builder = new LanguageModelBuilder();
            if (weights.Length > 0 || sources.Any(IsArpa)) Mix(builder, sources, weights, result.GetValue(prune));
            else
            {
                foreach (string text in sources) Read(builder, text, result.GetValue(split), cancellation);
                if (builder.Sentences == 0) throw new CommandException($"{string.Join(", ", sources)}: expected sentences, found none");
                builder.Build(result.GetValue(order), result.GetValue(least), result.GetValue(prune));
            }
            builder.Save(path);
            if (result.GetValue(arpa) is { } arpaPath) builder.SaveArpa(arpaPath);
            string from = builder.Sentences > 0 ? $"{Count(builder.Sentences)} sentences, {Count(builder.Words)} words" : $"a mixture of {sources.Length} models";
            Console.WriteLine($"{path}: {from}; n-grams {string.Join(" + ", builder.Counts.Select(c => Count(c)))}, {Megabytes(path)}");
            return ExitCode.Success;
        });
        return command;
    }

    private static bool IsArpa(string path) => path.EndsWith(".arpa", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".arpa.gz", StringComparison.OrdinalIgnoreCase);

    private static void Mix(LanguageModelBuilder builder, string[] sources, double[] weights, double pruning)
    {
        if (sources.FirstOrDefault(s => !IsArpa(s)) is { } other) throw new CommandException($"{other}: expected .arpa files only, since models and texts cannot be mixed; `eseq lm {other} --arpa FILE` makes a model of it");
        if (weights.Length != sources.Length) throw new CommandException($"--mix: expected {sources.Length} weights, one for each .arpa file; found {weights.Length}");
        if (!weights.All(w => w > 0 && double.IsFinite(w))) throw new CommandException($"--mix: expected weights above 0; found {string.Join(' ', weights.Select(w => w.ToString(CultureInfo.InvariantCulture)))}");
        builder.Mix(sources, weights, pruning);
    }

    private static void Read(LanguageModelBuilder builder, string path, string? split, CancellationToken cancellation)
    {
        foreach (string[] sentence in LanguageText.Read(path, split))
        {
            cancellation.ThrowIfCancellationRequested();
            builder.Add(sentence);
        }
    }

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Megabytes(string path) => (new FileInfo(path).Length / 1e6).ToString("F2", CultureInfo.InvariantCulture) + " MB";
}
