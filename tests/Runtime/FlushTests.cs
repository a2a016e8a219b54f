using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Runtime.Tests;

/// <summary>A look at the text of all that was pushed, which leaves no trace.</summary>
public sealed class FlushTests
{
    private static readonly SpeechModel Babbler = new(RandomModel.Create(12, [32, 16]));
    private static readonly SpeechRecognizerOptions Beam = new() { Beam = new BeamSearchOptions { Width = 6 } };

    [Fact]
    public void The_last_letters_come_out_and_the_utterance_goes_on()
    {
        var recognizer = new SpeechRecognizer(ToneModel.Create());
        float[] samples = ToneModel.Speak("ab a");
        recognizer.Push(samples.AsSpan(0, 10300)); // 44 ms into the tone of the second letter.
        SpeechResult flushed = recognizer.Flush();
        Assert.Equal(("ab", false), (flushed.ToString(), flushed.IsFinal));
        Assert.InRange(flushed.End.TotalSeconds, 0.6, 10300 / 16000.0);
        recognizer.Push(samples.AsSpan(10300));
        Assert.Equal("ab a", recognizer.Flush().ToString());
        recognizer.EndUtterance();
        recognizer.Tick();
        Assert.Equal("ab a", recognizer.ReadAll().Finals().Single().Text);
        Assert.True(recognizer.Flush().Text.IsEmpty);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void What_comes_later_is_the_same_as_without_it(bool beam, bool bidirectional)
    {
        SpeechModel model = bidirectional ? new(RandomModel.Create(2, [12], bidirectional: true)) : Babbler;
        float[] samples = [.. Recognition.Babble(2, seed: 3), .. new float[40000], .. Recognition.Babble(1, seed: 4)];
        SpeechRecognizerOptions? options = beam ? Beam : null;
        SpeechRecognizer plain = new(model, options), flushed = new(model, options);
        int count = 0;
        foreach (float[] piece in samples.Chunk(1234))
        {
            plain.Push(piece);
            plain.Tick();
            flushed.Push(piece);
            count += flushed.Flush().Text.IsEmpty ? 0 : 1;
            Assert.Equal(plain.ReadAll(), flushed.ReadAll());
        }
        plain.EndUtterance();
        flushed.EndUtterance();
        plain.Tick();
        flushed.Tick();
        List<Heard> last = plain.ReadAll();
        Assert.Equal(last, flushed.ReadAll());
        Assert.NotEmpty(Assert.Single(last).Text);
        Assert.True(count > 10);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_is_the_text_of_an_utterance_that_ends_there(bool beam)
    {
        float[] samples = Recognition.Babble(2, seed: 7);
        var recognizer = new SpeechRecognizer(Babbler, beam ? Beam : null);
        for (int at = 0; at < samples.Length; at += 5000)
        {
            int count = Math.Min(5000, samples.Length - at);
            recognizer.Push(samples.AsSpan(at, count));
            Assert.Equal(new SpeechRecognizer(Babbler, beam ? Beam : null).Hear(samples.AsSpan(0, at + count)).Finals().Single().Text, recognizer.Flush().ToString());
        }
    }

    [Fact]
    public void After_the_first_time_it_allocates_nothing()
    {
        var recognizer = new SpeechRecognizer(Babbler);
        float[] samples = Recognition.Babble(2, seed: 6);
        int Run()
        {
            int letters = 0;
            for (int at = 0; at < samples.Length; at += 1600)
            {
                recognizer.Push(samples.AsSpan(at, 1600));
                letters += recognizer.Flush().Text.Length;
                while (recognizer.TryRead(out _)) { }
            }
            recognizer.EndUtterance();
            recognizer.Tick();
            while (recognizer.TryRead(out _)) { }
            return letters;
        }
        Run();
        Run();
        int letters = 0;
        Assert.Equal(0, AllocatedBytes.Least(() => letters = Run()));
        Assert.True(letters > 50);
    }
}
