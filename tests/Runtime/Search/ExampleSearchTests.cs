using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Runtime.Tests.Search;

public sealed class ExampleSearchTests : IDisposable
{
    private readonly IndexFolder _index = new();

    public ExampleSearchTests() => _index.Add("ab bba", "bab aab", "aba bab");

    public void Dispose() => _index.Dispose();

    [Theory]
    [InlineData("_bab_", "bab", "aba bab@18", "bab aab@2")]
    [InlineData("bba", "bba", "ab bba@14")]
    public void What_is_said_in_a_recording_is_found(string said, string heard, params string[] places)
    {
        SpeechIndex index = SpeechIndex.Open(_index.Path);
        ExampleQuery example = Example(said, index);
        Assert.Equal(heard, example.Spellings[0].Text);
        IReadOnlyList<SearchHit> hits = ExampleSearch.Find(index, example, null, 10);
        Assert.Equal(places, hits.Take(places.Length).Select(h => $"{h.Stretch.File}@{h.Start.TotalSeconds * 10:F0}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_text_is_one_more_spelling()
    {
        SpeechIndex index = SpeechIndex.Open(_index.Path);
        IReadOnlyList<SearchHit> hits = ExampleSearch.Find(index, Example("bba", index), KeywordQuery.FromText("aab", index.Description), 2);
        Assert.Equal(["ab bba", "bab aab"], hits.Select(h => h.Stretch.File).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_recording_of_nothing_is_refused()
    {
        SpeechIndex index = SpeechIndex.Open(_index.Path);
        Assert.Throws<ArgumentException>(() => Example("___", index));
    }

    [Fact]
    public void Vectors_of_words_are_kept_and_the_nearest_are_compared()
    {
        var words = new EmbeddingModel(RandomModel.Fill(AudioEmbedderTests.Spec(tail: 1000), seed: 1));
        float[] sound = ToneModel.Speak("ab bba_____ab");
        using var folder = new IndexFolder();
        using (var writer = new SpeechIndexWriter(folder.Path, IndexFolder.Model, "1", words: words, wordsId: "2"))
        {
            var stretch = new IndexedStretch { File = "s", Duration = sound.Length / 16000.0 };
            HeardSound heard = SpeechIndexWriter.Listen(IndexFolder.Model, words, [sound]);
            Assert.Equal(heard.Vectors, SpeechIndexWriter.Listen(IndexFolder.Model, words, sound.Chunk(777).Select(c => (ReadOnlyMemory<float>)c)).Vectors);
            Assert.Equal((3, 3 * 12), (heard.Places.Length / 2, heard.Vectors.Length));
            Assert.Throws<ArgumentException>(() => writer.Add(stretch, heard with { Vectors = [1] }));
            writer.Add(stretch, heard);
            writer.Add(stretch with { File = "t" }, heard);
            writer.Flush();
        }
        SpeechIndex index = SpeechIndex.Open(folder.Path);
        Assert.Equal(("words", "2", 12, 6), (index.Description.Embedder, index.Description.EmbedderId, index.Description.Dimension, index.Segments[0].VectorCount));
        Assert.Equal(index.Description, SpeechIndex.DescriptionOf(folder.Path));
        ExampleQuery example = SpeechIndexWriter.Example(IndexFolder.Model, words, ToneModel.Speak("bba"), index.Description);
        IReadOnlyList<SearchHit> hits = ExampleSearch.Find(index, example, null, 2);
        Assert.Equal(["s@14", "t@14"], hits.Select(h => $"{h.Stretch.File}@{h.Start.TotalSeconds * 10:F0}").Order(StringComparer.Ordinal));
        Assert.All(hits, h => Assert.InRange(h.Evidence!.Value.Likeness, 0.1, 1.01));
        Assert.Throws<ArgumentException>(() => ExampleQuery.FromCosts(SpeechIndexWriter.Listen(IndexFolder.Model, [sound]), index.Description, new float[5]));
        Assert.Contains("no vectors", Assert.Throws<IOException>(() => new SpeechIndexWriter(folder.Path, IndexFolder.Model, "1")).Message, StringComparison.Ordinal);
    }

    private static ExampleQuery Example(string said, SpeechIndex index) => ExampleQuery.FromCosts(SpeechIndexWriter.Listen(IndexFolder.Model, [ToneModel.Speak(said)]), index.Description);
}
