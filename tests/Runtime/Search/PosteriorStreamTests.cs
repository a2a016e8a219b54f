using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Runtime.Tests.Search;

public sealed class PosteriorStreamTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_heard_does_not_depend_on_how_samples_are_cut(bool bidirectional)
    {
        var model = new SpeechModel(RandomModel.Create(3, [16], bidirectional));
        float[] samples = Recognition.Babble(3, seed: 5);
        byte[] expected = SpeechIndexWriter.Listen(model, [samples]);
        Assert.True(expected.Length > 90 * 29 && expected.Any(c => c is > 0 and < 255));
        foreach (int size in new[] { 1, 159, 480, 7001 }) Assert.Equal(expected, SpeechIndexWriter.Listen(model, samples.Chunk(size).Select(c => new ReadOnlyMemory<float>(c))));
    }

    [Fact]
    public void Costs_are_relative_to_the_best_token_and_saturate()
    {
        byte[] costs = new byte[4];
        PosteriorCode.Encode([-1, -2, -21, float.NegativeInfinity], costs);
        Assert.Equal([0, 16, 255, 255], costs);
    }
}
