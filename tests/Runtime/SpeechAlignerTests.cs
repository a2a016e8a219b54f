using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Runtime.Tests;

public sealed class SpeechAlignerTests
{
    private static readonly SpeechModel Tones = ToneModel.Create();

    [Fact]
    public void Words_and_letters_are_found_where_they_sound()
    {
        AlignedText text = Align(ToneModel.Speak("ab ____ba"), "Ab BA");
        Assert.Equal(["Ab", "BA"], text.Words.Select(w => w.Text));
        Assert.Equal(["a", "b"], text.Words[0].Tokens.Select(t => t.Text));
        // Letters sound at 0.2-0.4, 0.6-0.8, (space), and behind the pause at 3.0-3.2 and 3.4-3.6 s.
        (double Start, double End)[] expected = [(0.2, 0.4), (0.6, 0.8), (3.0, 3.2), (3.4, 3.6)];
        foreach (((double start, double end), AlignedToken token) in expected.Zip(text.Words.SelectMany(w => w.Tokens)))
        {
            Assert.Equal(start, token.Start.TotalSeconds, 0.06);
            Assert.Equal(end, token.End.TotalSeconds, 0.06);
            Assert.InRange(token.Confidence, 0.5f, 1f);
        }
        Assert.All(text.Words, w => Assert.Equal((w.Tokens[0].Start, w.Tokens[^1].End), (w.Start, w.End)));
        Assert.Equal(TimeSpan.FromSeconds(3.6), text.Duration);
    }

    [Fact]
    public void The_recogniser_times_words_where_the_aligner_finds_them()
    {
        float[] samples = ToneModel.Speak("ab ba a b");
        Heard heard = new SpeechRecognizer(Tones).Hear(samples).Finals().Single();
        Assert.Equal(heard.Words.Select(w => (w.Start, w.End)), Align(samples, heard.Text).Words.Select(w => (w.Start, w.End)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Any_cut_of_the_samples_gives_the_same_times(bool bidirectional)
    {
        SpeechModel model = new(RandomModel.Create(12, [16], bidirectional));
        float[] samples = [.. Recognition.Babble(2, seed: 3), .. new float[30000], .. Recognition.Babble(1, seed: 4)];
        AlignedText expected = Align(samples, "what was said", model);
        var aligner = new SpeechAligner(model, "what was said");
        foreach (float[] piece in samples.Chunk(701)) aligner.Push(piece);
        Assert.Equal(expected.Words.SelectMany(w => w.Tokens), aligner.Align().Words.SelectMany(w => w.Tokens));
        Assert.Throws<InvalidOperationException>(() => aligner.Push(samples));
    }

    [Fact]
    public void What_was_not_said_has_no_confidence() =>
        Assert.Equal([true, false], Align(ToneModel.Speak("a ____"), "a b").Words.Select(w => w.Confidence > 0.5f));

    [Fact]
    public void Texts_that_cannot_be_aligned_are_refused()
    {
        var spelling = Assert.Throws<SpellingException>(() => Align(ToneModel.Speak("ab"), "ab\na, b"));
        Assert.Equal((2, 2), (spelling.Line, spelling.Column));
        Assert.Equal(["a,"], Align(ToneModel.Speak("a"), "a, !", skipUnknown: true).Words.Select(w => w.Text));
        Assert.Throws<AlignmentException>(() => Align(ToneModel.Speak("a"), " \n"));
        Assert.Throws<AlignmentException>(() => Align(ToneModel.Speak("a"), "!", skipUnknown: true));
        var e = Assert.Throws<AlignmentException>(() => Align(ToneModel.Speak("a"), new string('a', 100)));
        Assert.Contains("5.97 s (100 tokens), the sound has 0.40 s", e.Message, StringComparison.Ordinal);
    }

    private static AlignedText Align(float[] samples, string text, SpeechModel? model = null, bool skipUnknown = false)
    {
        var aligner = new SpeechAligner(model ?? Tones, text, skipUnknown);
        aligner.Push(samples);
        return aligner.Align();
    }
}
