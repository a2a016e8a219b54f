using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime.Tests;

/// <summary>What a recogniser hears, told with a model whose text can be foretold.</summary>
public sealed class SpeechRecognizerTests
{
    private static readonly SpeechModel Tones = ToneModel.Create();

    [Fact]
    public void Tones_become_words_with_times()
    {
        var recognizer = new SpeechRecognizer(Tones);
        Heard final = recognizer.Hear(ToneModel.Speak("ab ba")).Finals().Single();

        Assert.Equal("ab ba", final.Text);
        Assert.Equal(["ab", "ba"], final.Words.Select(w => w.Text));
        // Letters sound at 0.2-0.4, 0.6-0.8, (space), 1.4-1.6, 1.8-2.0 s; a step is 30 ms, a window 25 ms.
        (double Start, double End)[] expected = [(0.2, 0.8), (1.4, 2.0)];
        foreach (((double start, double end), HeardWord word) in expected.Zip(final.Words))
        {
            Assert.Equal(start, word.Start.TotalSeconds, 0.06);
            Assert.Equal(end, word.End.TotalSeconds, 0.06);
            Assert.InRange(word.Confidence, 0.8f, 1f);
        }
        Assert.Equal((final.Words[0].Start, final.Words[1].End), (final.Start, final.End));
    }

    [Fact]
    public void Partials_come_when_the_text_has_changed_and_only_then()
    {
        var recognizer = new SpeechRecognizer(Tones);
        List<Heard> results = recognizer.Hear(ToneModel.Speak("ab _a"), () => 160);
        Assert.Equal(["a", "ab", "ab a", "ab a"], results.Select(r => r.Text));
        Assert.Equal([false, false, false, true], results.Select(r => r.IsFinal));
    }

    [Fact]
    public void A_partial_that_was_not_read_stays_until_a_newer_result_supersedes_it()
    {
        var recognizer = new SpeechRecognizer(Tones);
        recognizer.Push(ToneModel.Speak("a"));
        recognizer.Tick();
        recognizer.Push(ToneModel.Speak("_"));
        recognizer.Tick();
        Assert.Equal(["a"], recognizer.ReadAll().Select(r => r.Text));

        recognizer.Push(ToneModel.Speak("a"));
        recognizer.Tick();
        recognizer.Push(ToneModel.Speak("b"));
        recognizer.Tick();
        Assert.Equal(["aab"], recognizer.ReadAll().Select(r => r.Text));
    }

    [Fact]
    public void The_tail_of_silence_lets_the_last_letter_out_and_no_time_lies_behind_the_end()
    {
        float[] samples = ToneModel.Speak("a")[..3900]; // Ends 44 ms into the tone.
        Heard final = new SpeechRecognizer(Tones).Hear(samples).Finals().Single();
        Assert.Equal("a", final.Text);
        Assert.InRange(final.Start, TimeSpan.FromSeconds(0.15), final.End);
        Assert.InRange(final.End, final.Start, TimeSpan.FromSeconds(3900 / 16000.0));
    }

    [Fact]
    public void Utterances_that_wait_are_told_apart_and_timed_from_the_start_of_the_stream()
    {
        var recognizer = new SpeechRecognizer(Tones);
        foreach (string text in new[] { "a", "", "b" })
        {
            recognizer.Push(ToneModel.Speak(text));
            recognizer.EndUtterance();
        }
        Assert.False(recognizer.Tick());
        List<Heard> results = recognizer.ReadAll();
        Assert.Equal(["a", "", "b"], results.Select(r => r.Text));
        Assert.All(results, r => Assert.True(r.IsFinal));
        Assert.Equal((TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(0.4)), (results[1].Start, results[1].End));
        Assert.Equal(0.6, results[2].Start.TotalSeconds, 0.06);
    }

    [Fact]
    public void An_utterance_does_not_know_what_was_said_before()
    {
        SpeechModel model = new(RandomModel.Create(1, [24]));
        float[] samples = Recognition.Babble(2, seed: 1);
        var recognizer = new SpeechRecognizer(model);
        Heard first = recognizer.Hear(samples).Finals().Single(), second = recognizer.Hear(samples).Finals().Single();
        Assert.NotEmpty(first.Text);
        Assert.Equal(first.Text, second.Text);
        Assert.Equal(first.Words.Select(w => (w.Start + TimeSpan.FromSeconds(2), w.Confidence)), second.Words.Select(w => (w.Start, w.Confidence)));
    }

    [Fact]
    public void An_utterance_without_sound_has_an_empty_final()
    {
        var recognizer = new SpeechRecognizer(Tones);
        recognizer.EndUtterance();
        recognizer.Tick();
        Heard result = Assert.Single(recognizer.ReadAll());
        Assert.Equal(("", true, TimeSpan.Zero, TimeSpan.Zero), (result.Text, result.IsFinal, result.Start, result.End));
        Assert.False(recognizer.Tick());
        Assert.False(recognizer.TryRead(out _));
    }

    [Fact]
    public void A_very_long_utterance_is_cut_into_finals_without_losing_a_letter()
    {
        var recognizer = new SpeechRecognizer(Tones, new SpeechRecognizerOptions { MaximumUtterance = TimeSpan.FromSeconds(1.2) });
        List<Heard> finals = recognizer.Hear(ToneModel.Speak("ab baab ab  ab")).Finals();
        Assert.Equal(5, finals.Count);
        Assert.Equal("abbaababab", string.Concat(finals.Select(f => f.Text.Replace(" ", "", StringComparison.Ordinal))));
        HeardWord[] words = [.. finals.SelectMany(f => f.Words)];
        Assert.All(words.Zip(words.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start));
        Assert.Equal(5.6, words[^1].End.TotalSeconds, 0.06);
    }

    [Fact]
    public void A_letter_that_is_cut_is_written_once()
    {
        float[] tone = [.. Enumerable.Range(0, 40000).Select(t => MathF.Sin(2 * MathF.PI * 500 * t / 16000))];
        var recognizer = new SpeechRecognizer(Tones, new SpeechRecognizerOptions { DetectEndpoints = false, MaximumUtterance = TimeSpan.FromSeconds(1) });
        Assert.Equal(["a", "", ""], recognizer.Hear(tone).Finals().Select(f => f.Text));
    }

    [Fact]
    public void Sixteen_bit_samples_say_the_same()
    {
        float[] samples = ToneModel.Speak("ab a");
        short[] pcm = [.. samples.Select(x => (short)(x * 32768))];
        var recognizer = new SpeechRecognizer(Tones);
        Assert.Equal(pcm.Length, recognizer.Push(pcm));
        recognizer.EndUtterance();
        recognizer.Tick();
        Assert.Equal("ab a", recognizer.ReadAll().Single().Text);
    }

    [Fact]
    public void Invalid_samples_are_silence_and_counted()
    {
        float[] samples = ToneModel.Speak("ab");
        samples[100] = float.NaN;
        samples[9000] = float.NegativeInfinity;
        var recognizer = new SpeechRecognizer(Tones);
        Assert.Equal("ab", recognizer.Hear(samples).Finals().Single().Text);
        Assert.Equal(2, recognizer.InvalidSamples);
    }

    [Fact]
    public void Reset_starts_a_new_stream()
    {
        var recognizer = new SpeechRecognizer(Tones);
        recognizer.Push(ToneModel.Speak("ab"));
        recognizer.Tick(TimeSpan.Zero);
        recognizer.EndUtterance();
        recognizer.Reset();
        Assert.Equal(TimeSpan.Zero, recognizer.Backlog);
        Assert.False(recognizer.Tick());
        Assert.False(recognizer.TryRead(out _));
        Assert.Equal(new SpeechRecognizer(Tones).Hear(ToneModel.Speak("b")), recognizer.Hear(ToneModel.Speak("b")));
    }

    [Fact]
    public void A_bidirectional_model_answers_at_the_end()
    {
        SpeechModel model = new(RandomModel.Create(2, [12], bidirectional: true));
        float[] samples = Recognition.Babble(3, seed: 2);
        var recognizer = new SpeechRecognizer(model);
        Heard whole = Assert.Single(recognizer.Hear(samples)), cut = Assert.Single(recognizer.Hear(samples, () => 1000));
        Assert.NotEmpty(whole.Text);
        Assert.Equal(whole.Text, cut.Text);
    }

    [Fact]
    public void A_bidirectional_model_cuts_at_the_maximum_too()
    {
        SpeechModel model = new(RandomModel.Create(2, [12], bidirectional: true));
        var recognizer = new SpeechRecognizer(model, new SpeechRecognizerOptions { MaximumUtterance = TimeSpan.FromSeconds(1) });
        List<Heard> results = recognizer.Hear(Recognition.Babble(2.5, seed: 2));
        Assert.Equal(3, results.Count);
        Assert.All(results, r => Assert.True(r.IsFinal));
    }

    [Fact]
    public void A_model_without_log_probabilities_is_refused()
    {
        var features = new FeatureSpec { Bands = 2, Stack = 1, Skip = 1 };
        var spec = new ModelSpec { Name = "raw", Features = features, Layers = [new LayerSpec { Kind = LayerKind.Dense, Inputs = 2, Units = 2 }], Tokens = ["", "a"] };
        var e = Assert.Throws<ModelFormatException>(() => new SpeechModel(RandomModel.Fill(spec, 1)));
        Assert.Contains("LogSoftmax", e.Message, StringComparison.Ordinal);
    }
}
