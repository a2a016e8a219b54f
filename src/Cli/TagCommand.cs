using System.CommandLine;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Cli.Texts;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Trainer.Metrics;

namespace EmbeddedSeq.Cli;

/// <summary>eseq tag: which words of a sentence fill which slot.</summary>
internal static class TagCommand
{
    public static Command Create()
    {
        TextArgument texts = TextArguments.Create();
        Option<string?> model = TextArguments.ModelOption("slots");
        Option<bool> json = TextArguments.JsonOption();
        var command = new CliCommand(
            "tag",
            "Finds the slots of sentences: which words are the artist, the city, the date.",
            "eseq tag \"play some jazz by miles davis on spotify\"",
            "eseq tag --model models/travel/travel.eseq \"leave Taipei on November 2nd\" \"arrive Taipei on November 2nd\"",
            "eseq tag --json < sentences.txt") { texts, model, json };
        command.OnRun((result, cancellation) =>
        {
            TextTagger tagger = TextTagger.Load(Shipped.Model(result.GetValue(model), "slots"));
            foreach (string text in TextArguments.Read(result.GetValue(texts)!))
            {
                cancellation.ThrowIfCancellationRequested();
                IReadOnlyList<TaggedWord> words = tagger.Tag(text);
                if (result.GetValue(json)) WriteJson(text, words);
                else WriteText(words);
            }
            return ExitCode.Success;
        });
        return command;
    }

    private static void WriteText(IReadOnlyList<TaggedWord> words)
    {
        Console.WriteLine(string.Join(' ', words.Select(w => w.Word)));
        foreach (Slot slot in SlotScore.SlotsOf([.. words.Select(w => w.Label)])) Console.WriteLine($"  {slot.Label}: {TextOf(words, slot)}");
    }

    private static void WriteJson(string text, IReadOnlyList<TaggedWord> words) => JsonLine.Write(new
    {
        Text = text,
        Words = words.Select(w => new { w.Word, w.Label, Probability = Math.Round((decimal)w.Probability, 4) }),
        Slots = SlotScore.SlotsOf([.. words.Select(w => w.Label)]).Select(s => new { s.Label, Text = TextOf(words, s) }),
    });

    private static string TextOf(IReadOnlyList<TaggedWord> words, Slot slot) => string.Join(' ', words.Skip(slot.Start).Take(slot.End - slot.Start).Select(w => w.Word));
}
