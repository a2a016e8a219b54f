using EmbeddedSeq.Runtime.Decoding;
using EmbeddedSeq.Runtime.Tests.Decoding;

namespace EmbeddedSeq.Runtime.Tests;

/// <summary>Language models, phrase lists and hot words in a stream, changed while it runs.</summary>
public sealed class KnowledgeTests
{
    private static readonly SpeechModel Model = ToneModel.Create();
    private static readonly BeamSearchOptions Wide = new() { Width = 32, TokenThreshold = 0, ScoreThreshold = float.PositiveInfinity, RejectionThreshold = -100 };

    [Fact]
    public void Only_phrases_are_answered_and_the_list_can_be_changed_between_utterances()
    {
        var recognizer = new SpeechRecognizer(Model, new SpeechRecognizerOptions { Beam = Wide, Phrases = PhraseList.Parse("aab\nb b", Model.Spec) });
        float[] samples = ToneModel.Speak("ab"); // Nearest: aab.
        Assert.Equal("aab", recognizer.Hear(samples).Finals().Single().Text);
        recognizer.Phrases = PhraseList.Parse("bb\nabb", Model.Spec);
        Assert.Equal("abb", recognizer.Hear(samples).Finals().Single().Text);
        recognizer.Phrases = null;
        Assert.Equal("ab", recognizer.Hear(samples).Finals().Single().Text);
    }

    [Fact]
    public void A_list_that_is_changed_in_the_middle_of_a_phrase_waits_for_the_next()
    {
        var recognizer = new SpeechRecognizer(Model, new SpeechRecognizerOptions { Beam = Wide, Phrases = PhraseList.Parse("ab\nba", Model.Spec) });
        recognizer.Push(ToneModel.Speak("a"));
        recognizer.Tick();
        recognizer.Phrases = PhraseList.Parse("bb", Model.Spec);
        Assert.Equal("ab", recognizer.Hear(ToneModel.Speak("b")).Finals().Single().Text);
        Assert.Equal("bb", recognizer.Hear(ToneModel.Speak("bb")).Finals().Single().Text);
    }

    [Fact]
    public void What_is_in_no_phrase_is_not_understood_and_silence_is_not_either()
    {
        var recognizer = new SpeechRecognizer(Model, new SpeechRecognizerOptions { Phrases = PhraseList.Parse("ab", Model.Spec), Alternatives = 3 });
        foreach ((string said, bool understood) in new[] { ("ab", true), ("babab", false), ("__", false), ("ab", true) })
        {
            recognizer.Push(ToneModel.Speak(said));
            recognizer.EndUtterance();
            recognizer.Tick();
            SpeechResult result;
            while (recognizer.TryRead(out result) && !result.IsFinal) Assert.Equal(0, result.CommittedLength);
            Assert.Equal((understood ? "ab" : "", !understood), (result.ToString(), result.IsRejected));
            if (understood) Assert.Equal("ab", result.Alternatives[0].ToString());
        }
    }

    [Fact]
    public void Alternatives_are_ranked_and_hot_words_and_language_models_change_the_ranking_at_once()
    {
        var recognizer = new SpeechRecognizer(Model, new SpeechRecognizerOptions { Beam = Wide with { LanguageModelWeight = 3 }, Alternatives = 5 });
        float[] samples = ToneModel.Speak("ab");
        (string[] texts, double[] scores) = Alternatives(recognizer, samples);
        Assert.Equal((5, "ab"), (texts.Length, texts[0]));
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.Equal(5, texts.Distinct().Count());

        recognizer.HotWords = HotWords.Parse("aab: 40", Model.Spec);
        Assert.Equal("aab", Alternatives(recognizer, samples).Texts[0]);
        recognizer.HotWords = HotWords.Parse("aab: 40\nab: -40", Model.Spec);
        Assert.DoesNotContain("ab", Alternatives(recognizer, samples).Texts.Take(2));
        recognizer.HotWords = null;
        recognizer.LanguageModel = ArpaTests.Load(ArpaTests.Small);
        Assert.Equal("ab", Alternatives(recognizer, samples).Texts[0]);
        recognizer.Push(ToneModel.Speak("a"));
        recognizer.Tick();
        recognizer.LanguageModel = null; // In the middle of a word.
        Assert.Equal("ab", recognizer.Hear(ToneModel.Speak("b")).Finals().Single().Text);
    }

    [Fact]
    public void A_language_model_that_is_set_before_the_first_word_ends_is_as_if_it_had_always_been_there()
    {
        NgramModel model = ArpaTests.Load(ArpaTests.Small);
        var options = new SpeechRecognizerOptions { Beam = Wide, Alternatives = 5 };
        float[] samples = ToneModel.Speak("ab a");
        (string[] texts, double[] scores) = Alternatives(new SpeechRecognizer(Model, options with { LanguageModel = model }), samples);

        var recognizer = new SpeechRecognizer(Model, options) { LanguageModel = model };
        (string[] found, double[] foundScores) = Alternatives(recognizer, samples);
        Assert.Equal(texts, found);
        for (int i = 0; i < scores.Length; i++) Assert.Equal(scores[i], foundScores[i], 1e-4);
    }

    [Fact]
    public void Words_that_the_language_model_does_not_know_never_stop_the_beam()
    {
        NgramModel model = ArpaTests.Load(ArpaTests.Small);
        var recognizer = new SpeechRecognizer(Model, new SpeechRecognizerOptions { LanguageModel = model, Beam = new BeamSearchOptions { Width = 4, UnknownWordPenalty = 3 } });
        Assert.Equal("bbab ba bb", recognizer.Hear(ToneModel.Speak("bbab ba bb")).Finals().Single().Text);
    }

    [Fact]
    public void With_everything_switched_on_nothing_is_allocated()
    {
        SpeechModel letters = new(RandomModel.Create(12, [32, 16]));
        NgramModel model = ArpaTests.Load(ArpaTests.Small);
        var recognizer = new SpeechRecognizer(letters, new SpeechRecognizerOptions { LanguageModel = model, HotWords = HotWords.Parse("jarvis\nhello there: 2", letters.Spec), Alternatives = 5 });
        float[] samples = Recognition.Babble(6, seed: 6);
        int Run()
        {
            int seen = 0;
            for (int at = 0; at < samples.Length; at += 320)
            {
                recognizer.Push(samples.AsSpan(at, 320));
                if (at % 32000 == 16000) recognizer.EndUtterance();
                recognizer.Tick();
                while (recognizer.TryRead(out SpeechResult result)) seen += result.Text.Length + result.Alternatives.Length;
            }
            return seen;
        }
        Run();
        Run();
        int seen = 0;
        Assert.Equal(0, AllocatedBytes.Least(() => seen = Run()));
        Assert.True(seen > 100);
    }

    [Fact]
    public void What_does_not_fit_the_model_or_the_stream_is_refused()
    {
        SpeechModel letters = new(RandomModel.Create(12, [8]));
        PhraseList other = PhraseList.Parse("hello", letters.Spec);
        Assert.Throws<ArgumentException>(() => new SpeechRecognizer(Model, new SpeechRecognizerOptions { Phrases = other }));
        Assert.Throws<ArgumentException>(() => new SpeechRecognizer(Model, new SpeechRecognizerOptions { LanguageModel = ArpaTests.Load(ArpaTests.Small.Replace(" ab", " zz", StringComparison.Ordinal).Replace(" a", " x", StringComparison.Ordinal)) }));
        Assert.Throws<InvalidOperationException>(() => new SpeechRecognizer(Model).Phrases = PhraseList.Parse("ab", Model.Spec));
        var recognizer = new SpeechRecognizer(letters, new SpeechRecognizerOptions { Phrases = other });
        Assert.Throws<ArgumentException>(() => recognizer.Phrases = PhraseList.Parse("ab", Model.Spec));
        Assert.Same(other, recognizer.Phrases);
    }

    private static (string[] Texts, double[] Scores) Alternatives(SpeechRecognizer recognizer, float[] samples)
    {
        recognizer.Push(samples);
        recognizer.EndUtterance();
        recognizer.Tick();
        SpeechResult result;
        while (recognizer.TryRead(out result) && !result.IsFinal) { }
        return ([.. result.Alternatives.ToArray().Select(a => a.ToString())], [.. result.Alternatives.ToArray().Select(a => a.Score)]);
    }
}
