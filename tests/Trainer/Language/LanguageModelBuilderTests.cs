using EmbeddedSeq.Runtime.Decoding;
using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Language;

namespace EmbeddedSeq.Trainer.Tests.Language;

public sealed class LanguageModelBuilderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eseq-lm-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Written_compiled_or_as_arpa_the_model_says_the_same(int order)
    {
        string[] sentences = KneserNeyTests.RandomSentences(seed: order);
        var builder = new LanguageModelBuilder();
        foreach (string sentence in sentences) builder.Add(sentence.Split(' '));
        builder.Build(order, pruning: order == 4 ? 1e-4 : 0);
        string compiled = Path.Combine(_folder.FullName, "m.lm"), arpa = Path.Combine(_folder.FullName, "m.arpa");
        builder.Save(compiled);
        builder.SaveArpa(arpa);

        Ngrams expected = EntropyPruning.Prune(KneserNeyTests.Build(order, sentences), order == 4 ? 1e-4 : 0);
        foreach (string path in new[] { compiled, arpa })
        {
            NgramModel model = NgramModel.Load(path);
            Assert.Equal((order, expected.Words.Count), (model.Order, model.WordCount));
            foreach (string sentence in sentences.Take(20).Append("a q b h h g q"))
            {
                List<int> words = [Ngrams.Start, .. sentence.Split(' ').Select(w => Math.Max(0, expected.Words.ToList().IndexOf(w))), Ngrams.End];
                double sum = 0;
                for (int i = 1; i < words.Count; i++) sum += EntropyPruning.Score(expected.Levels, [.. words[Math.Max(0, i + 1 - order)..(i + 1)]]);
                Assert.Equal(sum, model.LogProbability(sentence.Split(' ')), words.Count * 0.02); // The codes of one byte round.
            }
        }
    }

    [Fact]
    public void Rare_words_become_unknown_ones()
    {
        var builder = new LanguageModelBuilder();
        foreach (string sentence in new[] { "a b", "a b", "a c" }) builder.Add(sentence.Split(' '));
        builder.Build(2, leastCount: 2);
        Assert.Equal(5, builder.Counts[0]);
        Assert.Equal((3, 6), (builder.Sentences, builder.Words));
        Assert.Throws<InvalidOperationException>(() => new LanguageModelBuilder().Build(2));
    }

    [Fact]
    public void Text_becomes_words_as_a_recogniser_writes_them()
    {
        Assert.Equal(["don't", "stop", "well", "known", "forty", "two", "people's", "choice"], LanguageText.Words("\uFEFFDon\u2019t stop: well-known 42 \u201Cpeople's\u201D choice!", "text", 1));
        Assert.Empty(LanguageText.Words(" -- ' 'a".Replace("a", "", StringComparison.Ordinal), "text", 1));
        var e = Assert.Throws<TextFormatException>(() => LanguageText.Words("a café", "book.txt", 7));
        Assert.Equal(("book.txt", 7, 6), (e.FileName, e.Line, e.Column));
        Assert.Contains("U+00E9", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Manifests_are_read_by_split()
    {
        string path = Path.Combine(_folder.FullName, "m.jsonl");
        File.WriteAllText(path, """
            {"audio_filepath": "1.wav", "text": "Go left", "duration": 1, "split": "train"}
            {"audio_filepath": "2.wav", "text": "stop", "duration": 1, "split": "test"}
            """);
        Assert.Equal([["go", "left"]], LanguageText.Read(path, "train"));
        Assert.Contains("test, train", Assert.Throws<DataFormatException>(() => LanguageText.Read(path, null)).Message, StringComparison.Ordinal);
        Assert.Throws<DataFormatException>(() => LanguageText.Read(path, "dev"));
    }
}
