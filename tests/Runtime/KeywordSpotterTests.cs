using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Runtime.Tests;

public sealed class KeywordSpotterTests
{
    private static readonly SpeechModel Tones = ToneModel.Create();
    private static readonly EmbeddingModel Words = new(RandomModel.Fill(AudioEmbedderTests.Spec(tail: 1000), seed: 1));
    private static readonly Keyword Ab = new() { Name = "ab", Spellings = ["ab"], Threshold = -3 }, Bab = new() { Name = "bab", Spellings = ["bab", "bba"], Threshold = -3 };

    [Fact]
    public void Keywords_are_detected_where_they_are_said()
    {
        // A tone every 0.4 s, 0.2 s behind the one before; a pause ends a word as a space does.
        Assert.Equal(["ab 0.2-0.8", "bab 1.4-2.4", "ab 4.6-5.2"], Spot("ab bab_____ab___", [Ab, Bab]));
        Assert.Equal(["bab 0.2-1.2", "ab 2.2-2.8"], Spot("bba  ab", [Ab, Bab]));
        Assert.Empty(Spot("a b aa bb", [Ab, Bab]));
    }

    [Fact]
    public void The_odds_of_spellings_that_match_at_one_place_add_up()
    {
        float Score(params string[] spellings) => Assert.Single(Detect(new KeywordSpotter(Tones, [Ab with { Spellings = spellings }]), ToneModel.Speak("b ab___"), 320, TimeSpan.MaxValue)).Score;
        Assert.Equal(Score("ab") + Math.Log(3), Score("ab", "ab", "ab"), 1e-4);
        Assert.InRange(Score("ab", "bb"), Score("ab"), Score("ab") + 0.7f);
    }

    [Fact]
    public void Detections_do_not_depend_on_how_samples_are_cut_nor_on_budgets()
    {
        var model = new SpeechModel(RandomModel.Create(12, [32, 16]));
        Keyword[] keywords = [new() { Name = "x", Spellings = ["xv", "it"], Threshold = -30 }, new() { Name = "y", Spellings = ["a b"], Threshold = -30 }];
        float[] samples = Recognition.Babble(4, seed: 3);
        KeywordDetection[] expected = Detect(new KeywordSpotter(model, keywords), samples, samples.Length, TimeSpan.MaxValue);
        Assert.True(expected.Length > 5, $"{expected.Length} detections");
        foreach (int size in new[] { 1, 159, 481, 7001 }) Assert.Equal(expected, Detect(new KeywordSpotter(model, keywords), samples, size, TimeSpan.Zero));
    }

    [Fact]
    public void A_running_spotter_allocates_nothing()
    {
        var spotter = new KeywordSpotter(new SpeechModel(RandomModel.Create(12, [32, 16])), [new() { Name = "x", Spellings = ["xv", "it", "a b"], Threshold = -30 }]);
        float[] samples = Recognition.Babble(4, seed: 6);
        int Run()
        {
            int detections = 0;
            for (int at = 0; at < samples.Length; at += 320)
            {
                spotter.Push(samples.AsSpan(at, 320));
                spotter.Tick();
                while (spotter.TryRead(out KeywordDetection _)) detections++;
            }
            return detections;
        }
        Run();
        Run();
        int detections = 0;
        Assert.Equal(0, AllocatedBytes.Least(() => detections = Run()));
        Assert.True(detections > 2, $"{detections} detections");
    }

    [Fact]
    public void The_clock_goes_on_behind_an_end_and_begins_anew_with_a_reset()
    {
        var spotter = new KeywordSpotter(Tones, [Ab]);
        Assert.Equal(["ab 0.2-0.8"], Names(Detect(spotter, ToneModel.Speak("ab"), 320, TimeSpan.MaxValue)));
        Assert.Equal(["ab 1.0-1.6"], Names(Detect(spotter, ToneModel.Speak("ab"), 320, TimeSpan.MaxValue)));
        spotter.Push(ToneModel.Speak("ab"));
        spotter.Reset();
        Assert.Equal(["ab 0.2-0.8"], Names(Detect(spotter, ToneModel.Speak("ab"), 320, TimeSpan.MaxValue)));
    }

    [Fact]
    public void What_cannot_be_spotted_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new KeywordSpotter(Tones, []));
        Assert.Contains("'z'", Assert.Throws<ArgumentException>(() => new KeywordSpotter(Tones, [Ab with { Spellings = ["zb"] }])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new KeywordSpotter(new SpeechModel(RandomModel.Create(1, [8], bidirectional: true)), [Ab]));
    }

    [Fact]
    public void Recordings_give_the_spelling_that_they_have_in_common()
    {
        Keyword keyword = KeywordEnroller.Enroll(Tones, "k", [ToneModel.Speak("_abb"), ToneModel.Speak("abb_"), ToneModel.Speak("abb")]);
        Assert.Equal("abb", keyword.Spellings[0]);
        Assert.Equal(["ba"], KeywordEnroller.Enroll(Tones, "k", [], "BA").Spellings);
        Assert.Throws<ArgumentException>(() => KeywordEnroller.Enroll(Tones, "k", [ToneModel.Speak("___")]));
        using var file = new TempFile();
        var set = new KeywordSet { Model = "tones", Keywords = [keyword, Ab] };
        set.With(keyword with { Threshold = 2.5 }).Save(file.Path);
        KeywordSet read = KeywordSet.Load(file.Path);
        Assert.Equal((2, "k", 2.5), (read.Keywords.Count, read.Keywords[1].Name, read.Keywords[1].Threshold));
        Assert.Equal(keyword.Spellings, read.Keywords[1].Spellings);
    }

    [Fact]
    public void An_enrolled_keyword_scores_by_its_sound()
    {
        float[] said = ToneModel.Speak("_abba_");
        Keyword keyword = KeywordEnroller.Enroll(Tones, "name", [said, said], words: Words);
        Assert.Equal("words", keyword.Voice!.Model);
        Assert.All(keyword.Voice.Vectors, v => Assert.Equal(1, v.Sum(x => (double)x * x), 1e-5));
        KeywordDetection same = Assert.Single(Detect(new KeywordSpotter(Tones, [keyword with { Threshold = -30 }], Words), said, 320, TimeSpan.MaxValue));
        Assert.InRange(same.Likeness, 0.5, 1); // The recordings were also heard slower and faster.
        Assert.Equal(same.Score, Assert.Single(Detect(new KeywordSpotter(Tones, [keyword with { Threshold = same.Score - 0.001 }], Words), said, 7001, TimeSpan.Zero)).Score);
        Assert.Empty(Detect(new KeywordSpotter(Tones, [keyword with { Threshold = same.Score + 0.1 }], Words), said, 320, TimeSpan.MaxValue));
        KeywordVoice opposite = keyword.Voice with { Vectors = [.. keyword.Voice.Vectors.Select(v => v.Select(x => -x).ToArray())] };
        Assert.Empty(Detect(new KeywordSpotter(Tones, [keyword with { Threshold = -30, Voice = opposite }], Words), said, 320, TimeSpan.MaxValue));
        Assert.True(float.IsNaN(Detect(new KeywordSpotter(Tones, [Ab]), ToneModel.Speak("ab"), 320, TimeSpan.MaxValue)[0].Likeness));
    }

    [Fact]
    public void The_voice_of_a_recording_is_the_mean_of_three_speeds()
    {
        var match = new KeywordMatch(4, 20, 0);
        float[] said = ToneModel.Speak("_abba_"), slow = SpeedChange.Apply(said, 180);
        KeywordVoice both = KeywordVoices.Make(Words, [said, slow], 1, [match, match], 480)!, two = KeywordVoices.Make(Words, [said, slow], 2, [match, match], 480)!;
        Assert.Equal((KeywordWindows.Count, 2 * KeywordWindows.Count), (both.Vectors.Count, two.Vectors.Count));
        for (int w = 0; w < KeywordWindows.Count; w++)
        {
            float[] mean = [.. two.Vectors[w].Zip(two.Vectors[KeywordWindows.Count + w], (a, b) => a + b)];
            double length = Math.Sqrt(mean.Sum(x => (double)x * x));
            Assert.All(mean.Zip(both.Vectors[w]), p => Assert.Equal(p.First / length, p.Second, 1e-5));
        }
        Assert.Equal(two.Vectors[0], KeywordVoices.Make(Words, [said, slow], 1, [match, null], 480)!.Vectors[0], (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Null(KeywordVoices.Make(Words, [said, slow], 1, [null, null], 480));
        Assert.Equal(2 * KeywordWindows.Count, KeywordEnroller.Enroll(Tones, "name", [said, said], words: Words).Voice!.Vectors.Count);
    }

    [Fact]
    public void What_a_spelling_counts_has_a_floor()
    {
        Assert.Equal(VoiceConfidence.LogOdds(KeywordVoice.LeastSpelling, 0.5f, 0.6f), VoiceConfidence.LogOdds(-11, 0.5f, 0.6f));
        Assert.True(VoiceConfidence.LogOdds(-4, 0.5f, 0.6f) > VoiceConfidence.LogOdds(-5, 0.5f, 0.6f));
        Assert.True(VoiceConfidence.LogOdds(0, 0.6f, 0.6f) > VoiceConfidence.LogOdds(0, 0.5f, 0.6f));
    }

    [Fact]
    public void Sounds_are_compared_independently_of_chunks_and_without_allocating()
    {
        var model = new SpeechModel(RandomModel.Create(12, [32, 16]));
        float[] samples = Recognition.Babble(4, seed: 3);
        float[][] vectors = [.. KeywordEnroller.Enroll(Tones, "v", [ToneModel.Speak("_abab")], words: Words).Voice!.Vectors];
        var keyword = new Keyword { Name = "x", Spellings = ["xv", "it"], Threshold = -50, Voice = new KeywordVoice { Model = "words", Vectors = vectors } };
        KeywordDetection[] expected = Detect(new KeywordSpotter(model, [keyword], Words), samples, samples.Length, TimeSpan.MaxValue);
        Assert.True(expected.Length > 2, $"{expected.Length} detections");
        foreach (int size in new[] { 1, 481, 7001 }) Assert.Equal(expected, Detect(new KeywordSpotter(model, [keyword], Words), samples, size, TimeSpan.Zero));

        var spotter = new KeywordSpotter(model, [keyword], Words);
        for (int run = 0; run < 2; run++) Run();
        Assert.Equal(0, AllocatedBytes.Least(Run));

        void Run()
        {
            for (int at = 0; at < samples.Length; at += 320)
            {
                spotter.Push(samples.AsSpan(at, 320));
                while (spotter.Tick() || spotter.TryRead(out KeywordDetection _)) { }
            }
        }
    }

    [Fact]
    public void A_voice_needs_its_model()
    {
        Keyword keyword = KeywordEnroller.Enroll(Tones, "name", [ToneModel.Speak("_abba")], words: Words);
        Assert.Contains("expected that model, found none", Assert.Throws<ArgumentException>(() => new KeywordSpotter(Tones, [keyword])).Message, StringComparison.Ordinal);
        Assert.Contains("this is words", Assert.Throws<ArgumentException>(() => new KeywordSpotter(Tones, [keyword with { Voice = keyword.Voice! with { Model = "others" } }], Words)).Message, StringComparison.Ordinal);
        Assert.Contains("4 vectors of 12 numbers for each recording", Assert.Throws<ArgumentException>(() => new KeywordSpotter(Tones, [keyword with { Voice = keyword.Voice! with { Vectors = [new float[3]] } }], Words)).Message, StringComparison.Ordinal);
        using var file = new TempFile();
        new KeywordSet { Model = "tones", Keywords = [keyword] }.Save(file.Path);
        Assert.Equal(keyword.Voice!.Vectors[3], KeywordSet.Load(file.Path).Keywords[0].Voice!.Vectors[3]);
        File.WriteAllText(file.Path, File.ReadAllText(file.Path).Replace("\"words\"", "null", StringComparison.Ordinal));
        Assert.Contains("a voice", Assert.Throws<ModelFormatException>(() => KeywordSet.Load(file.Path)).Message, StringComparison.Ordinal);
    }

    private static string[] Spot(string letters, Keyword[] keywords) => Names(Detect(new KeywordSpotter(Tones, keywords), ToneModel.Speak(letters), 320, TimeSpan.MaxValue));

    private static string[] Names(IEnumerable<KeywordDetection> detections) => [.. detections.OrderBy(d => d.Start).Select(d => FormattableString.Invariant($"{d.Keyword.Name} {d.Start.TotalSeconds:F1}-{d.End.TotalSeconds:F1}"))];

    private static KeywordDetection[] Detect(KeywordSpotter spotter, float[] samples, int size, TimeSpan budget)
    {
        var detections = new List<KeywordDetection>();
        void Work()
        {
            bool works;
            do
            {
                works = spotter.Tick(budget);
                while (spotter.TryRead(out KeywordDetection detection)) detections.Add(detection);
            }
            while (works);
        }
        for (int at = 0; at < samples.Length;)
        {
            at += spotter.Push(samples.AsSpan(at, Math.Min(size, samples.Length - at)));
            Work();
        }
        spotter.End();
        Work();
        return [.. detections];
    }
}
