using System.CommandLine;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Cli.Texts;
using EmbeddedSeq.Runtime;

namespace EmbeddedSeq.Cli;

/// <summary>eseq encode: sentences as vectors, back again, and which others are nearest.</summary>
internal static class EncodeCommand
{
    public static Command Create()
    {
        Argument<string[]> texts = TextArguments.Create();
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
            TextEmbedder embedder = TextEmbedder.Load(Shipped.Model(result.GetValue(model), "autoencoder"));
            (string Text, float[] Vector)[] others = result.GetValue(among) is { } file ? [.. File.ReadLines(file).Where(l => embedder.Split(l).Count > 0).Select(l => (l, Encode(embedder, l, cancellation)))] : [];
            foreach (string text in TextArguments.Read(result.GetValue(texts)!))
            {
                float[] vector = Encode(embedder, text, cancellation);
                string back = embedder.Decode(vector);
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

    private static float[] Encode(TextEmbedder embedder, string text, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return embedder.Encode(text);
    }
}
