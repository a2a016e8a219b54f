using EmbeddedSeq.Runtime.Decoding;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime.Tests.Decoding;

/// <summary>Texts weighed by a recurrent language model, against the definition.</summary>
public sealed class RecurrentLanguageModelTests
{
    private static readonly ModelSpec Speech = ToneModel.Weights().Spec; // "", " ", "a", "b"
    private static readonly BeamSearchOptions Everything = new() { Width = 1024, TokenThreshold = 0, ScoreThreshold = float.PositiveInfinity, LanguageModelWeight = 0.7f, UnknownWordPenalty = 2, UnigramWeight = 0, LetterWeight = 0, BlankPenalty = 0, RiskScale = 0 };
    private static readonly NgramModel Words = ArpaTests.Load(ArpaTests.Small); // "a", "ab"

    [Theory]
    [InlineData(1, 0.3f, new[] { "a", "ab" })]
    [InlineData(2, 0.8f, new[] { "ab", "b" })]
    [InlineData(3, 1, new[] { "ab" })]
    public void Every_text_has_the_mean_of_both_models_probabilities(int seed, float share, string[] vocabulary)
    {
        CompiledModel compiled = Compiled(seed, vocabulary);
        var generator = new TextGenerator(compiled);
        float[] rows = Posteriors.Random(7, Speech.Tokens.Count, seed);
        Dictionary<string, double> plain = Scores(rows, null, 0), weighed = Scores(rows, new RecurrentLanguageModel(compiled), share);
        Assert.Equal(plain.Keys.Order(StringComparer.Ordinal), weighed.Keys.Order(StringComparer.Ordinal));
        Assert.Contains(plain.Keys, k => k.Count(c => c == ' ') >= 2);
        string[] known = ["a", "ab"];
        // What the recurrent model does not know shares its unknown word's probability as it is frequent.
        double[] frequencies = [Math.Pow(10, -1), Math.Pow(10, -1.5)];
        double frequent = Math.Pow(10, -3) + known.Zip(frequencies).Where(w => !vocabulary.Contains(w.First)).Sum(w => w.Second);
        foreach ((string text, double score) in weighed)
        {
            string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            double gain = 0;
            int context = Words.StartContext;
            IReadOnlyList<UnitProbability> units = generator.Score([.. words.Select(w => known.Contains(w) ? w : "<unk>")]);
            foreach ((string word, UnitProbability unit) in words.Append("</s>").Zip(units))
            {
                double ngram = Words.Score(context, word == "</s>" ? Ngrams.End : Words.NumberOf(word), out context), recurrent = unit.LogProbability;
                bool isShared = word != "</s>" && !(known.Contains(word) && vocabulary.Contains(word));
                if (isShared) recurrent += Math.Log((known.Contains(word) ? frequencies[Array.IndexOf(known, word)] : Math.Pow(10, -3)) / frequent);
                gain += 0.7f * (Math.Log(share * Math.Exp(recurrent) + (1 - share) * Math.Exp(ngram)) - ngram);
            }
            Assert.Equal(plain[text] + gain, score, 2e-4);
        }
    }

    [Fact]
    public void Pieces_of_a_long_text_do_not_matter_and_it_can_be_copied_in_the_middle()
    {
        var recurrent = new RecurrentLanguageModel(Compiled(5, ["a", "ab"]));
        BeamSearchOptions options = Everything with { Width = 12 };
        float[] rows = Posteriors.Random(600, Speech.Tokens.Count, seed: 5, contrast: 6);
        BeamSearch whole = Create(options, recurrent, commitSteps: 30), pieces = Create(options, recurrent, commitSteps: 30);
        whole.Push(rows);
        for (int t = 0; t < 600; t += 50)
        {
            BeamSearch next = Create(options, recurrent, commitSteps: 30);
            next.CopyFrom(pieces);
            pieces = next;
            pieces.Push(rows.AsSpan(t * Speech.Tokens.Count, 50 * Speech.Tokens.Count));
        }
        whole.Finish();
        pieces.Finish();
        Assert.Equal(TextOf(whole), TextOf(pieces));
        Assert.Equal(whole.Readings[0].Score, pieces.Readings[0].Score, 1e-6);
        Assert.True(TextOf(whole).Length > 50);
        BeamSearch without = Create(options, null, commitSteps: 30);
        without.Push(rows);
        without.Finish();
        Assert.NotEqual(TextOf(whole), TextOf(without));
    }

    [Fact]
    public void A_stream_allocates_nothing_and_its_memory_does_not_grow_with_the_text()
    {
        BeamSearch search = Create(Everything with { Width = 12 }, new RecurrentLanguageModel(Compiled(6, ["a", "ab"])), commitSteps: 30);
        float[] rows = Posteriors.Random(2000, Speech.Tokens.Count, seed: 6, contrast: 6);
        void Run()
        {
            search.Reset();
            search.Push(rows);
            search.Finish();
        }
        Run();
        Run();
        Assert.Equal(0, AllocatedBytes.Least(Run));
    }

    [Fact]
    public void With_a_phrase_list_or_without_a_language_model_it_does_nothing()
    {
        var recurrent = new RecurrentLanguageModel(Compiled(1, ["a"]));
        Assert.Null(new TextScorer(Speech.Tokens, Everything, null, null, null, recurrent).Readings);
        Assert.Null(new TextScorer(Speech.Tokens, Everything, Words, null, PhraseList.Parse("ab", Speech), recurrent).Readings);
        Assert.Null(new TextScorer(Speech.Tokens, Everything with { RecurrentShare = 0 }, Words, null, null, recurrent).Readings);
        Assert.NotNull(new TextScorer(Speech.Tokens, Everything, Words, null, null, recurrent).Readings);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpeechRecognizer(ToneModel.Create(), new SpeechRecognizerOptions { Beam = Everything with { RecurrentShare = 1.5f } }));
    }

    [Fact]
    public void Other_models_are_refused()
    {
        ModelSpec characters = Spec(["a", "b"]) with { Text = new TextInputSpec { Unit = TextUnit.Characters, Vocabulary = ["<unk>", "</s>", "a", "b"] } };
        Assert.Equal("words: expected a language model of words, found one of characters", Assert.Throws<ModelFormatException>(() => new RecurrentLanguageModel(Compile(characters, 1))).Message);
        Assert.Contains("language_model", Assert.Throws<ModelFormatException>(() => new RecurrentLanguageModel(Compile(TextModels.Classifier(TextModels.Words), 1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_that_is_saved_goes_on_only_with_the_same_model()
    {
        SpeechModel speech = ToneModel.Create();
        SpeechRecognizerOptions options = new() { LanguageModel = Words, RecurrentLanguageModel = new RecurrentLanguageModel(Compiled(7, ["a", "ab"])) };
        SpeechRecognizer first = new(speech, options), second = new(speech, options);
        float[] samples = ToneModel.Speak("ab a ab");
        first.Push(samples.AsSpan(0, 9000));
        first.Tick();
        byte[] state = new byte[first.MaximumStateSize];
        int length = first.SaveState(state);
        second.RestoreState(state.AsSpan(0, length));
        Assert.Equal(first.Hear(samples.AsSpan(9000)).Finals(), second.Hear(samples.AsSpan(9000)).Finals());
        var other = new SpeechRecognizer(speech, options with { RecurrentLanguageModel = new RecurrentLanguageModel(Compiled(8, ["a", "ab"])) });
        Assert.Throws<StreamStateException>(() => other.RestoreState(state.AsSpan(0, length)));
    }

    [Fact]
    public void Set_before_the_first_sound_it_is_as_if_the_stream_was_created_with_it()
    {
        SpeechModel speech = ToneModel.Create();
        SpeechRecognizerOptions options = new() { Beam = Everything, LanguageModel = Words, Alternatives = 5 };
        var recurrent = new RecurrentLanguageModel(Compiled(9, ["a", "ab"]));
        SpeechRecognizer created = new(speech, options with { RecurrentLanguageModel = recurrent }), set = new(speech, options), without = new(speech, options);
        set.RecurrentLanguageModel = recurrent;
        Assert.Same(recurrent, set.RecurrentLanguageModel);
        (string, double)[] expected = Alternatives(created), plain = Alternatives(without);
        Assert.NotEqual(expected, plain);
        Assert.Equal(expected, Alternatives(set));
        set.RecurrentLanguageModel = null;
        Assert.Equal(plain.Select(p => p.Item1), Alternatives(set).Select(p => p.Item1));
        Assert.Throws<InvalidOperationException>(() => new SpeechRecognizer(speech).RecurrentLanguageModel = recurrent);
    }

    [Fact]
    public void It_stays_when_the_language_model_is_changed()
    {
        var recurrent = new RecurrentLanguageModel(Compiled(9, ["a", "ab"]));
        var recognizer = new SpeechRecognizer(ToneModel.Create(), new SpeechRecognizerOptions { Beam = Everything, Alternatives = 5, RecurrentLanguageModel = recurrent });
        (string, double)[] alone = Alternatives(recognizer);
        recognizer.LanguageModel = Words;
        (string, double)[] both = Alternatives(recognizer);
        recognizer.RecurrentLanguageModel = null;
        (string, double)[] words = Alternatives(recognizer);
        Assert.Equal(3, new[] { alone, both, words }.Select(r => r[0].Item2).Distinct().Count());
    }

    [Fact]
    public void Set_in_the_middle_it_weighs_the_words_before_as_well()
    {
        var recurrent = new RecurrentLanguageModel(Compiled(4, ["a", "ab"]));
        float[] rows = Posteriors.Random(7, Speech.Tokens.Count, seed: 4);
        BeamSearch late = Create(Everything, null, commitSteps: 100);
        late.Push(rows.AsSpan(0, 4 * Speech.Tokens.Count));
        late.Use(new TextScorer(Speech.Tokens, Everything, Words, null, null, recurrent));
        late.Push(rows.AsSpan(4 * Speech.Tokens.Count));
        late.Finish();
        Dictionary<string, double> expected = Scores(rows, recurrent, Everything.RecurrentShare), plain = Scores(rows, null, 0);
        Assert.Contains(late.Readings.ToArray(), r => TextOf(late, r).Trim().Contains(' ', StringComparison.Ordinal));
        foreach (CtcReading reading in late.Readings)
        {
            string text = TextOf(late, reading).Trim();
            Assert.Equal(expected[text], reading.Score, 1e-6);
            Assert.NotEqual(plain[text], reading.Score, 1e-3);
        }
    }

    private static (string Text, double Score)[] Alternatives(SpeechRecognizer recognizer)
    {
        recognizer.Push(ToneModel.Speak("ab a ab"));
        recognizer.EndUtterance();
        recognizer.Tick();
        SpeechResult result;
        while (recognizer.TryRead(out result) && !result.IsFinal) { }
        return [.. result.Alternatives.ToArray().Select(a => (a.ToString(), a.Score))];
    }

    private static BeamSearch Create(BeamSearchOptions options, RecurrentLanguageModel? recurrent, int commitSteps) =>
        new(Speech.Tokens, options, new TextScorer(Speech.Tokens, options, Words, null, null, recurrent), commitSteps, capacity: 2000);

    private static Dictionary<string, double> Scores(float[] rows, RecurrentLanguageModel? recurrent, float share)
    {
        BeamSearch search = Create(Everything with { RecurrentShare = share }, recurrent, commitSteps: 100);
        search.Push(rows);
        search.Finish();
        var scores = new Dictionary<string, double>();
        foreach (CtcReading reading in search.Readings) scores.Add(TextOf(search, reading).Trim(), reading.Score);
        return scores;
    }

    private static string TextOf(BeamSearch search) => TextOf(search, search.Readings[0]);

    private static string TextOf(BeamSearch search, CtcReading reading) => string.Concat(search.TokensOf(search.Hypotheses[reading.Hypothesis]).ToArray().Select(t => Speech.Tokens[t.Index]));

    private static CompiledModel Compiled(int seed, string[] words) => Compile(Spec(words), seed);

    private static CompiledModel Compile(ModelSpec spec, int seed) => CompiledModel.Compile(RandomModel.Fill(spec, seed), EmbeddedSeq.Runtime.Kernels.WeightPrecision.Float32);

    private static ModelSpec Spec(string[] words)
    {
        string[] vocabulary = ["<unk>", "</s>", .. words];
        return new ModelSpec
        {
            Name = "words",
            Task = TaskKind.LanguageModel,
            Text = new TextInputSpec { Unit = TextUnit.Words, Vocabulary = vocabulary },
            Layers =
            [
                new() { Kind = LayerKind.Embedding, Inputs = 1, Units = 5, Rows = vocabulary.Length },
                new() { Kind = LayerKind.Lstm, Inputs = 5, Units = 7 },
                new() { Kind = LayerKind.Dense, Inputs = 7, Units = vocabulary.Length },
                new() { Kind = LayerKind.LogSoftmax, Inputs = vocabulary.Length, Units = vocabulary.Length },
            ],
            Tokens = vocabulary,
        };
    }
}
