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

    private static ExampleQuery Example(string said, SpeechIndex index) => ExampleQuery.FromCosts(SpeechIndexWriter.Listen(IndexFolder.Model, [ToneModel.Speak(said)]), index.Description);
}
