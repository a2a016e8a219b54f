using System.CommandLine;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Cli.Evaluation;
using EmbeddedSeq.Cli.WordDiscrimination;
using EmbeddedSeq.Runtime;

namespace EmbeddedSeq.Cli.Embedding;

/// <summary>eseq embed plot: a picture of the vectors of many words.</summary>
internal static class EmbedPlotCommand
{
    public static Command Create()
    {
        var manifest = new Argument<string>("manifest") { Description = "Manifest of recordings of one word or phrase each." };
        Option<string?> model = Shipped.EmbeddingModelOption();
        Option<int> most = new Option<int>("--most") { Description = "Most recordings to show, evenly taken from all.", DefaultValueFactory = _ => 600, HelpName = "N" }.Between(3, 5000);
        var output = new Option<string>("--output", "-o") { Description = "The picture, SVG.", Required = true, HelpName = "FILE" };
        var html = new Option<string?>("--html") { Description = "The interactive page; default: the picture's name with .html.", HelpName = "FILE" };
        var command = new CliCommand(
            "plot",
            "Draws the vectors of words in the plane, by principal components and by neighbourhoods (t-SNE): a picture and an interactive page.",
            "eseq embed plot speech-commands.jsonl --split test -o words.svg") { manifest, model, most, output, html };
        ManifestOptions recordings = new ManifestOptions().AddTo(command);
        command.OnRun((result, cancellation) =>
        {
            var embedder = new AudioEmbedder(EmbeddingModel.Load(Shipped.EmbeddingModel(result.GetValue(model))));
            EvaluationSet set = recordings.Load(result, result.GetRequiredValue(manifest));
            int step = (set.Utterances.Count + result.GetValue(most) - 1) / result.GetValue(most);
            WordToken[] tokens = WordTokens.FromManifests([set with { Utterances = [.. set.Utterances.Where((_, i) => i % step == 0)] }]);
            var words = new List<(string Word, string Label, float[] Vector)>();
            foreach (WordToken token in tokens)
            {
                cancellation.ThrowIfCancellationRequested();
                float[] vector = new float[embedder.Model.Dimension];
                embedder.Embed(token.Samples, vector);
                words.Add((token.Word, token.Speaker is null ? "speaker unknown" : $"speaker {token.Speaker}", vector));
            }
            WordMap[] maps = [WordMap.Principal(words), WordMap.Neighbors(words)];
            string title = $"{words.Count} spoken words, vectors of {embedder.Model.Spec.Name}", picture = result.GetRequiredValue(output), page = result.GetValue(html) ?? Path.ChangeExtension(picture, ".html");
            TextOutput.Write(picture, WordMapSvg.Render(title, maps));
            TextOutput.Write(page, WordMapHtml.Render(title, maps));
            Console.WriteLine($"{picture} and {page}: {words.Count} recordings of {words.Select(w => w.Word).Distinct().Count()} words");
            return ExitCode.Success;
        });
        return command;
    }
}
