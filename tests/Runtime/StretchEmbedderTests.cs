namespace EmbeddedSeq.Runtime.Tests;

public sealed class StretchEmbedderTests
{
    private const int StepLength = 480, Space = 1;

    [Theory]
    [InlineData("..aaaaaa ..aaaaaaa........................", 2, 6, 11, 7, 2, 16)]     // Two words and both together.
    [InlineData("..aaaaaa....................aaaaaaa.........", 2, 6, 28, 7)]             // Too far apart for that.
    [InlineData("..aaaaaaPaaaaaa......................", 2, 6, 9, 6, 2, 13)]              // A pause ends a word.
    [InlineData("........................................")]
    public void Words_are_what_lies_between_spaces_and_pauses(string steps, params int[] places)
    {
        var embedder = new StretchEmbedder(new EmbeddingModel(RandomModel.Fill(AudioEmbedderTests.Spec(tail: 1000), seed: 1)), StepLength, Space);
        float[] samples = Recognition.Babble(4, seed: 5);
        for (int t = 0; t < steps.Length; t++)
        {
            embedder.Hear(samples.AsSpan(t * StepLength, StepLength));
            byte[] costs = [9, 9, 9];
            costs[steps[t] switch { 'a' => 2, ' ' => Space, _ => 0 }] = 0;
            embedder.Advance(costs, steps[t] == 'P');
        }
        embedder.Finish();
        Assert.Equal(places, embedder.Places);
        Assert.Equal(places.Length / 2 * 12, embedder.Vectors.Length);
    }
}
