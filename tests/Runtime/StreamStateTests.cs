using EmbeddedSeq.Runtime.Decoding;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Tests.Decoding;

namespace EmbeddedSeq.Runtime.Tests;

/// <summary>A stream that is saved, and goes on elsewhere as if nothing had been.</summary>
public sealed class StreamStateTests
{
    private static readonly SpeechModel Babbler = new(RandomModel.Create(12, [32, 16]));
    private static readonly SpeechModel Backwards = new(RandomModel.Create(2, [12], bidirectional: true));
    private static readonly SpeechRecognizerOptions Beam = new() { Beam = new BeamSearchOptions { Width = 6 } };
    private static readonly SpeechRecognizerOptions Phrases = new() { Phrases = PhraseList.Parse("ab\nba", ToneModel.Create().Spec, sequences: true) };

    [Theory]
    [InlineData("greedy")]
    [InlineData("beam")]
    [InlineData("bidirectional")]
    public void Wherever_it_is_saved_what_comes_later_is_the_same(string kind)
    {
        SpeechModel model = kind == "bidirectional" ? Backwards : Babbler;
        SpeechRecognizerOptions? options = kind == "beam" ? Beam : null;
        float[] samples = [.. Recognition.Babble(2, seed: 3), .. new float[40000], .. Recognition.Babble(1, seed: 4)];
        SpeechRecognizer whole = new(model, options), saved = new(model, options);
        byte[] state = new byte[whole.MaximumStateSize];
        int results = 0;
        foreach (float[] piece in samples.Chunk(2345))
        {
            // Every piece is heard by another recogniser, one of which has heard other things before.
            var next = new SpeechRecognizer(model, options);
            next.Hear(Recognition.Babble(0.5, seed: 9));
            int length = saved.SaveState(state);
            next.RestoreState(state.AsSpan(0, length));
            saved = next;
            whole.Push(piece);
            saved.Push(piece);
            whole.Tick();
            saved.Tick();
            List<Heard> expected = whole.ReadAll();
            Assert.Equal(expected, saved.ReadAll());
            Assert.Equal(whole.Voice, saved.Voice);
            results += expected.Count;
        }
        whole.EndUtterance();
        saved.EndUtterance();
        whole.Tick();
        saved.Tick();
        List<Heard> last = whole.ReadAll();
        Assert.Equal(last, saved.ReadAll());
        Assert.NotEmpty(last.Finals().Single().Text);
        Assert.True(kind == "bidirectional" || results > 10);
    }

    [Fact]
    public void Phrases_that_are_being_said_go_on()
    {
        SpeechModel model = ToneModel.Create();
        float[] samples = ToneModel.Speak("ab ba");
        (_, SpeechRecognizer second, byte[] state) = TakeOver(model, Phrases, samples.AsSpan(0, 9000));
        Assert.Equal("ab ba", second.Hear(samples.AsSpan(9000)).Finals().Single().Text);
        var others = new SpeechRecognizer(model, Phrases with { Phrases = PhraseList.Parse("ab\nbb", model.Spec, sequences: true) });
        Assert.Contains("options", Assert.Throws<StreamStateException>(() => others.RestoreState(state)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_that_are_known_go_on()
    {
        SpeechModel model = ToneModel.Create();
        NgramModel words = ArpaTests.Load(ArpaTests.Small), others = ArpaTests.Load(ArpaTests.Small.Replace("-0.75 ab", "-0.25 ab", StringComparison.Ordinal));
        SpeechRecognizerOptions options = new() { LanguageModel = words, HotWords = HotWords.Parse("ba : 3", model.Spec) };
        float[] samples = ToneModel.Speak("ab ba");
        (SpeechRecognizer first, SpeechRecognizer second, byte[] state) = TakeOver(model, options, samples.AsSpan(0, 9000));
        Assert.Equal(first.Hear(samples.AsSpan(9000)).Finals(), second.Hear(samples.AsSpan(9000)).Finals());
        Refused(options with { LanguageModel = others });
        Refused(options with { LanguageModel = null });
        Refused(options with { HotWords = HotWords.Parse("ba : 4", model.Spec) });
        Refused(options with { Beam = new BeamSearchOptions { LanguageModelWeight = 0.5f } });
        Refused(options with { Beam = new BeamSearchOptions { RiskScale = 0.5f } });

        void Refused(SpeechRecognizerOptions other) =>
            Assert.Contains("language model", Assert.Throws<StreamStateException>(() => new SpeechRecognizer(model, other).RestoreState(state)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Saving_and_restoring_allocate_nothing()
    {
        foreach (SpeechRecognizerOptions? options in new[] { null, Beam })
        {
            var recognizer = new SpeechRecognizer(Babbler, options);
            byte[] state = new byte[recognizer.MaximumStateSize];
            float[] samples = Recognition.Babble(1, seed: 6);
            void Run()
            {
                for (int at = 0; at < samples.Length; at += 1600)
                {
                    recognizer.Push(samples.AsSpan(at, 1600));
                    recognizer.RestoreState(state.AsSpan(0, recognizer.SaveState(state)));
                    while (recognizer.TryRead(out _)) { }
                }
                recognizer.EndUtterance();
                recognizer.Tick();
                while (recognizer.TryRead(out _)) { }
            }
            Run();
            Run();
            Assert.Equal(0, AllocatedBytes.Least(() => Run()));
        }
    }

    [Fact]
    public void A_state_of_something_else_is_refused_and_the_stream_goes_on()
    {
        var recognizer = new SpeechRecognizer(Babbler);
        float[] samples = Recognition.Babble(2, seed: 5);
        List<Heard> expected = new SpeechRecognizer(Babbler).Hear(samples).Finals();
        recognizer.Push(samples.AsSpan(0, 16000));
        recognizer.Tick();
        Refused("model", State(new SpeechRecognizer(new SpeechModel(RandomModel.Create(13, [32, 16])))));
        Refused("options", State(new SpeechRecognizer(Babbler, Beam)));
        Refused("options", State(new SpeechRecognizer(Babbler, new SpeechRecognizerOptions { DetectEndpoints = false })));
        byte[] state = State(new SpeechRecognizer(Babbler));
        Refused("at least", []);
        Refused("bytes behind the header", state[..^1]);
        Refused("bytes behind the header", [.. state, 0]);
        for (int at = 0; at < state.Length; at += at < 64 ? 1 : 997)
        {
            byte[] damaged = [.. state];
            damaged[at] ^= 0x10;
            Refused("expected", damaged);
        }
        Assert.Equal(expected, recognizer.Hear(samples.AsSpan(16000)).Finals());

        void Refused(string reason, byte[] bytes) =>
            Assert.Contains(reason, Assert.Throws<StreamStateException>(() => recognizer.RestoreState(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_saved_is_told()
    {
        SpeechModel model = ToneModel.Create();
        var recognizer = new SpeechRecognizer(model);
        byte[] state = new byte[recognizer.MaximumStateSize];
        Assert.Throws<ArgumentException>(() => recognizer.SaveState(state.AsSpan(1)));
        for (int i = 0; i < 9; i++)
        {
            recognizer.Push(ToneModel.Speak("a"));
            recognizer.EndUtterance();
        }
        Assert.Throws<InvalidOperationException>(() => recognizer.SaveState(state));
        Assert.Equal(8, recognizer.ReadAll().Finals().Count);
        recognizer.SaveState(state);
    }

    [Fact]
    public void What_waits_when_a_state_is_restored_is_thrown_away()
    {
        SpeechModel model = ToneModel.Create();
        SpeechRecognizer recognizer = new(model), fresh = new(model);
        recognizer.Push(ToneModel.Speak("ab"));
        recognizer.EndUtterance();
        recognizer.Tick();
        recognizer.Push(ToneModel.Speak("b"));
        recognizer.RestoreState(State(fresh));
        Assert.Equal(TimeSpan.Zero, recognizer.Backlog);
        Heard heard = recognizer.Hear(ToneModel.Speak("ba")).Finals().Single();
        Assert.Equal(fresh.Hear(ToneModel.Speak("ba")).Finals().Single(), heard);
    }

    /// <summary>A stream in the middle of its sound, another that goes on from the state it has saved, and the state.</summary>
    private static (SpeechRecognizer First, SpeechRecognizer Second, byte[] State) TakeOver(SpeechModel model, SpeechRecognizerOptions options, ReadOnlySpan<float> heard)
    {
        SpeechRecognizer first = new(model, options), second = new(model, options);
        first.Push(heard);
        byte[] state = State(first);
        second.RestoreState(state);
        return (first, second, state);
    }

    private static byte[] State(SpeechRecognizer recognizer)
    {
        byte[] state = new byte[recognizer.MaximumStateSize];
        return state[..recognizer.SaveState(state)];
    }
}
