using System.CommandLine;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Cli.Texts;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Cli;

/// <summary>eseq encode: sentences as vectors, back again, and which others are nearest.</summary>
internal static class EncodeCommand
{
    public static Command Create()
    {
        TextArgument texts = TextArguments.Create();
        Option<string?> model = TextArguments.ModelOption("autoencoder");
        var among = new Option<string?>("--among") { Description = "File with a sentence a line: shows the nearest ones.", HelpName = "FILE" };
        Option<int> count = new Option<int>("--count", "-n") { Description = "Nearest sentences to show.", DefaultValueFactory = _ => 5, HelpName = "N" }.Between(1, 10000);
        Option<bool> json = TextArguments.JsonOption();
        var command = new CliCommand(
            "encode",
            "Turns sentences or paragraphs into vectors, writes them back from the vector alone, and finds the nearest of others.",
            "eseq encode \"he looked at her\" \"she looked at him\"",
            "eseq encode \"he looked at her\" --among sentences.txt",
            "eseq encode --model models/paragraphs/paragraphs.eseq \"He looked at her. She said nothing.\"",
            "eseq encode --json \"he looked at her\"") { texts, model, among, count, json };
        command.OnRun((result, cancellation) =>
        {
            CompiledModel compiled = CompiledModel.Open(Shipped.Model(result.GetValue(model), "autoencoder"));
            var embedder = new TextEmbedder(compiled);
            IEnumerable<string> given = TextArguments.Read(result.GetValue(texts)!);
            (string Text, float[] Vector)[] others = result.GetValue(among) is { } file ? Others(embedder, file, cancellation) : [];
            int number = 0;
            foreach (string text in given)
            {
                number++;
                float[] vector = Encode(embedder, text, cancellation);
                string back = embedder.Decode(vector);
                WarnOfLength(number, embedder.Split(text).Count, compiled.Spec.Text!.Sentences, back);
                var nearest = others.Select(o => (o.Text, Similarity: TextEmbedder.Similarity(vector, o.Vector))).OrderByDescending(o => o.Similarity).Take(result.GetValue(count)).ToArray();
                if (result.GetValue(json))
                {
                    JsonLine.Write(new { Text = text, Reconstruction = back, Vector = vector, Nearest = nearest.Select(n => new { n.Text, Similarity = Math.Round(n.Similarity, 4) }) });
                    continue;
                }
                Console.WriteLine($"{text}\n  back: {back.Replace("\n", " / ", StringComparison.Ordinal)}");
                foreach ((string other, double similarity) in nearest) Console.WriteLine(FormattableString.Invariant($"  {similarity:F3}  {other}"));
            }
            return ExitCode.Success;
        });
        return command;
    }

    private static (string Text, float[] Vector)[] Others(TextEmbedder embedder, string file, CancellationToken cancellation)
    {
        (string Text, float[] Vector)[] others = [.. File.ReadLines(file).Where(l => embedder.Split(l).Count > 0).Select(l => (l, Encode(embedder, l, cancellation)))];
        return others.Length > 0 ? others : throw new CommandException($"{file}: expected at least one sentence, found none");
    }

    // All sentences are read, but of more than it was trained on a model cannot be expected to keep all.
    private static void WarnOfLength(int number, int sentences, int most, string back)
    {
        if (most > 0 && sentences > most) Console.Error.WriteLine($"eseq: text {number}: {sentences} sentences were read, {back.Split('\n').Length} written back; the model was trained on paragraphs of at most {most}");
    }

    private static float[] Encode(TextEmbedder embedder, string text, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return embedder.Encode(text);
    }
}
