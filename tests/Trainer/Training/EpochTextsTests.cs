using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Recipes;
using EmbeddedSeq.Trainer.Tests.Data;
using EmbeddedSeq.Trainer.Training;

namespace EmbeddedSeq.Trainer.Tests.Training;

public sealed class EpochTextsTests : IDisposable
{
    private const int Lines = 200, Longest = 3;
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Paragraphs_are_neighbours_never_reach_over_what_is_kept_out_and_differ_from_epoch_to_epoch()
    {
        (EpochTexts texts, TaskData data) = Load(new() { Sentences = 3 });
        HashSet<string> seen = [];
        for (int epoch = 0; epoch < 12; epoch++)
        {
            int[][] paragraphs = [.. texts.Of(epoch).Select(p => p.Sentences!.Select(s => NumberOf(data, s)).ToArray())];
            int[] all = [.. paragraphs.SelectMany(p => p)];
            Assert.Equal(data.Train.Sum(p => p.Sentences!.Count), all.Distinct().Count());
            Assert.Equal(all.Distinct(), all);
            foreach (int[] paragraph in paragraphs)
            {
                Assert.InRange(paragraph.Length, 1, 3);
                Assert.Equal(Enumerable.Range(paragraph[0], paragraph.Length), paragraph);
                // Of each 50 paragraphs of three lines the first is test, the 25th dev.
                Assert.All(paragraph, line => Assert.DoesNotContain(line / 3 % 50, new[] { 0, 24 }));
            }
            seen.Add(string.Join('/', paragraphs.Select(p => p[0])));
        }
        Assert.Equal(12, seen.Count);
        Assert.Equal(texts.Of(4).Select(p => p.Text), texts.Of(4).Select(p => p.Text));
    }

    [Fact]
    public void Sentences_come_alone_at_first()
    {
        (EpochTexts texts, TaskData data) = Load(new() { Sentences = 3 }, sentenceEpochs: 2);
        Assert.All(texts.Of(1), t => Assert.Null(t.Sentences));
        Assert.Equal(data.Train.Sum(p => p.Sentences!.Count), texts.Of(1).Length);
        Assert.All(texts.Of(2), t => Assert.NotNull(t.Sentences));
    }

    [Fact]
    public void Long_texts_are_cut_to_other_stretches_in_every_epoch()
    {
        (EpochTexts texts, TaskData data) = Load(new());
        HashSet<int> starts = [];
        for (int epoch = 0; epoch < 40; epoch++)
        {
            Example[] cut = texts.Of(epoch);
            Assert.Equal(data.Train.Length, cut.Length);
            foreach ((Example whole, Example part) in data.Train.Zip(cut))
            {
                Assert.Equal(Math.Min(whole.Steps, Longest), part.Steps);
                Assert.Equal(part.Text[..^1].Select(t => (float)t), part.Inputs);
                Assert.Equal(TextInputSpec.End, part.Text[^1]);
                Assert.Contains(string.Join(' ', part.Inputs), string.Join(' ', whole.Inputs), StringComparison.Ordinal);
            }
            starts.Add(Array.IndexOf(data.Train[0].Text, cut[0].Text[0]));
        }
        Assert.Equal([0, 1, 2], starts.Order()); // The first text has five different units.
        Assert.All(data.Dev, d => Assert.InRange(d.Steps, 1, Longest));
    }

    // Line i is "wi" and four words more, each a word that occurs once.
    private (EpochTexts Texts, TaskData Data) Load(VocabularySpec text, int sentenceEpochs = 0)
    {
        _folder.Write("text.txt", string.Concat(Enumerable.Range(0, Lines).Select(i => $"w{i} a{i} b{i} c{i} d{i}\n")));
        var recipe = new TaskRecipe { Name = "x", Task = TaskKind.Autoencode, Data = "text.txt", Text = text with { LeastCount = 1 }, LongestText = text.Sentences > 0 ? 5 : Longest, CutLonger = true, SentenceEpochs = sentenceEpochs };
        var data = TaskData.Load(recipe, _folder.Path);
        return (new EpochTexts(recipe, data), data);
    }

    private static int NumberOf(TaskData data, Example sentence) => int.Parse(data.Model.Tokens[sentence.Text[0]][1..], System.Globalization.CultureInfo.InvariantCulture);
}
