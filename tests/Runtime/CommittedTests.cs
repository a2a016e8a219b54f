using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Runtime.Tests;

/// <summary>Partial texts of a stream: what is committed stays, whatever finds the text.</summary>
public sealed class CommittedTests
{
    private static readonly SpeechModel Model = new(RandomModel.Create(12, [32, 16]));
    private static readonly SpeechRecognizerOptions Beam = new() { Beam = new BeamSearchOptions { Width = 8, CommitDelay = TimeSpan.FromSeconds(0.5) } };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_committed_is_never_taken_back(bool beam)
    {
        var recognizer = new SpeechRecognizer(Model, beam ? Beam : null);
        float[] samples = Recognition.Babble(8, seed: 3);
        (string committed, int partials) = ("", 0);
        for (int at = 0; at < samples.Length; at += 480)
        {
            recognizer.Push(samples.AsSpan(at, Math.Min(480, samples.Length - at)));
            if (at + 480 >= samples.Length) recognizer.EndUtterance();
            recognizer.Tick();
            while (recognizer.TryRead(out SpeechResult result))
            {
                Assert.StartsWith(committed, result.ToString(), StringComparison.Ordinal);
                Assert.Equal(result.ToString(), string.Concat(result.Committed, result.Tentative));
                committed = result.Committed.ToString();
                if (result.IsFinal || !beam) Assert.Equal(result.Text.Length, result.CommittedLength);
                partials += result.IsFinal ? 0 : 1;
            }
        }
        Assert.True(partials > 10 && committed.Length > 20, $"{partials} partials, \"{committed}\"");
    }

    [Fact]
    public void A_beam_hears_the_same_in_any_cut_and_allocates_nothing()
    {
        float[] samples = Recognition.Babble(6, seed: 6);
        Heard expected = new SpeechRecognizer(Model, Beam).Hear(samples).Finals().Single();
        Assert.True(expected.Text.Length > 30, expected.Text);
        foreach (int cut in new[] { 1, 159, 481, 5000 }) Assert.Equal(expected, new SpeechRecognizer(Model, Beam).Hear(samples, () => cut).Finals().Single());

        var recognizer = new SpeechRecognizer(Model, Beam);
        int Run()
        {
            int letters = 0;
            for (int at = 0; at < samples.Length; at += 320)
            {
                recognizer.Push(samples.AsSpan(at, 320));
                if (at % 32000 == 16000) recognizer.EndUtterance();
                recognizer.Tick();
                while (recognizer.TryRead(out SpeechResult result)) letters += result.Text.Length;
            }
            return letters;
        }
        Run();
        Run();
        int letters = 0;
        Assert.Equal(0, AllocatedBytes.Least(() => letters = Run()));
        Assert.True(letters > 100);
    }
}
