namespace EmbeddedSeq.Runtime.Tests;

/// <summary>Where utterances end by themselves, and what the network hears of a stream.</summary>
public sealed class EndpointingTests
{
    private static readonly SpeechModel Tones = ToneModel.Create(), Babbler = new(RandomModel.Create(12, [32, 16]));

    [Fact]
    public void A_pause_ends_an_utterance_and_the_next_has_its_times_from_the_start_of_the_stream()
    {
        List<Heard> finals = new SpeechRecognizer(Tones).Hear(ToneModel.Speak("ab____ba____")).Finals();
        Assert.Equal(["ab", "ba", ""], finals.Select(f => f.Text)); // The last is what EndUtterance ends.
        Assert.Equal(0.2, finals[0].Start.TotalSeconds, 0.06);
        Assert.Equal(0.8, finals[0].End.TotalSeconds, 0.06);
        Assert.Equal(2.6, finals[1].Start.TotalSeconds, 0.06);
        Assert.Equal(3.2, finals[1].End.TotalSeconds, 0.06);
    }

    [Fact]
    public void The_final_comes_soon_after_the_rules_silence()
    {
        var recognizer = new SpeechRecognizer(Tones, new SpeechRecognizerOptions { SilenceAfterSpeech = TimeSpan.FromSeconds(0.5) });
        float[] samples = ToneModel.Speak("a____");
        int heard = 0;
        bool isFinal = false;
        for (; !isFinal; heard += 160)
        {
            recognizer.Push(samples.AsSpan(heard, 160));
            recognizer.Tick();
            isFinal = recognizer.ReadAll().Finals().Count == 1;
        }
        Assert.InRange(heard / 16000.0, 0.4 + 0.45, 0.4 + 0.5 + 0.15); // The tone fades out.
    }

    [Fact]
    public void A_soft_first_sound_is_kept()
    {
        // The first letter hardly stands out from the background, the second does.
        float[] loud = ToneModel.Speak("b"), soft = [.. ToneModel.Speak("a").Select(x => 0.14f * x)];
        float[] samples = [.. new float[32000], .. soft[3200..], .. loud[3200..], .. new float[16000]];
        var random = new Random(1);
        for (int i = 0; i < samples.Length; i++) samples[i] += 0.014f * (2 * random.NextSingle() - 1);
        Assert.Equal("ab", new SpeechRecognizer(Tones).Hear(samples).Finals()[0].Text);
        Assert.Equal("b", new SpeechRecognizer(Tones, new SpeechRecognizerOptions { PreRoll = TimeSpan.Zero }).Hear(samples).Finals()[0].Text);
    }

    [Fact]
    public void The_length_of_the_silence_before_does_not_change_what_is_heard()
    {
        float[] speech = Recognition.Babble(1.5, seed: 5);
        speech.AsSpan(0, 1200).Fill(0.1f);
        Heard Hear(int silence) => new SpeechRecognizer(Babbler).Hear([.. new float[silence * 480], .. speech]).Finals().Single(f => f.Text.Length > 0);
        Heard soon = Hear(40), late = Hear(140);
        Assert.True(soon.Text.Length > 5, soon.Text);
        Assert.Equal(soon.Text, late.Text);
        Assert.Equal(soon.Words.Select(w => (w.Start + TimeSpan.FromSeconds(3), w.Confidence)), late.Words.Select(w => (w.Start, w.Confidence)));
    }

    [Fact]
    public void An_utterance_knows_nothing_of_the_one_before()
    {
        float[] speech = Recognition.Babble(1.5, seed: 5), silence = new float[48000];
        speech.AsSpan(0, 1200).Fill(0.1f);
        List<Heard> finals = [.. new SpeechRecognizer(Babbler).Hear([.. silence, .. speech, .. silence, .. speech, .. silence]).Finals().Where(f => f.Text.Length > 0)];
        Assert.Equal(2, finals.Count);
        Assert.Equal(finals[0].Text, finals[1].Text);
    }

    [Fact]
    public void Any_cut_of_the_samples_gives_the_same_utterances()
    {
        float[] samples = [.. Recognition.Babble(2, seed: 3), .. new float[40000], .. Recognition.Babble(1, seed: 4), .. new float[100000], .. Recognition.Babble(2, seed: 5)];
        List<Heard> expected = new SpeechRecognizer(Babbler).Hear(samples).Finals();
        Assert.True(expected.Count > 2);
        var random = new Random(5);
        Func<int>[] cuts = [() => 1, () => 160, () => 481, () => random.Next(1, 20000)];
        foreach (Func<int> cut in cuts) Assert.Equal(expected, new SpeechRecognizer(Babbler).Hear(samples, cut).Finals());

        var slow = new SpeechRecognizer(Babbler, new SpeechRecognizerOptions { BufferLength = TimeSpan.FromSeconds(20) });
        slow.Push(samples);
        slow.EndUtterance();
        var finals = new List<Heard>();
        while (slow.Tick(TimeSpan.Zero)) finals.AddRange(slow.ReadAll().Finals());
        finals.AddRange(slow.ReadAll().Finals());
        Assert.Equal(expected, finals);
    }

    [Fact]
    public void Streams_in_a_batch_end_their_utterances_as_they_would_alone()
    {
        float[] samples = [.. Recognition.Babble(1, seed: 3), .. new float[30000], .. Recognition.Babble(1, seed: 4), .. new float[100000]];
        var batch = new StreamBatch(Babbler);
        var options = new SpeechRecognizerOptions { BufferLength = TimeSpan.FromSeconds(20) };
        SpeechRecognizer[] streams = [new(Babbler, options), new(Babbler, options)];
        foreach (SpeechRecognizer stream in streams)
        {
            batch.Add(stream);
            stream.Push(samples);
            stream.EndUtterance();
        }
        while (batch.Tick()) { }
        List<Heard> expected = new SpeechRecognizer(Babbler).Hear(samples).Finals();
        Assert.True(expected.Count > 2);
        Assert.All(streams, s => Assert.Equal(expected, s.ReadAll().Finals()));
    }

    [Fact]
    public void Nothing_said_ends_in_an_empty_final_again_and_again()
    {
        var options = new SpeechRecognizerOptions { SilenceBeforeSpeech = TimeSpan.FromSeconds(2), BufferLength = TimeSpan.FromSeconds(10) };
        var recognizer = new SpeechRecognizer(Tones, options);
        recognizer.Push(new float[16000 * 5]);
        recognizer.Tick();
        List<Heard> finals = recognizer.ReadAll();
        Assert.Equal([("", true), ("", true)], finals.Select(f => (f.Text, f.IsFinal)));
        Assert.Equal(2, finals[0].End.TotalSeconds, 0.1);
        Assert.Equal((finals[0].End, 4), (finals[1].Start, Math.Round(finals[1].End.TotalSeconds)));
    }

    [Fact]
    public void Switched_off_only_the_host_ends_utterances()
    {
        var recognizer = new SpeechRecognizer(Tones, new SpeechRecognizerOptions { DetectEndpoints = false });
        Assert.Equal(["abba"], recognizer.Hear(ToneModel.Speak("ab________ba________")).Finals().Select(f => f.Text));
    }

    [Fact]
    public void A_bidirectional_model_answers_after_each_pause()
    {
        SpeechModel model = new(RandomModel.Create(2, [12], bidirectional: true));
        float[] speech = Recognition.Babble(1, seed: 2);
        List<Heard> results = new SpeechRecognizer(model).Hear([.. speech, .. new float[32000], .. speech, .. new float[32000]]);
        Assert.Equal(2, results.Count(r => r.Text.Length > 0));
        Assert.All(results, r => Assert.True(r.IsFinal));
    }

    [Fact]
    public void Listening_and_pausing_allocates_nothing()
    {
        var recognizer = new SpeechRecognizer(Babbler);
        float[] samples = [.. Recognition.Babble(2, seed: 6), .. new float[16000 * 8]];
        int Run()
        {
            int finals = 0;
            for (int at = 0; at < samples.Length; at += 320)
            {
                recognizer.Push(samples.AsSpan(at, 320));
                while (recognizer.Tick(TimeSpan.FromMilliseconds(1))) { }
                while (recognizer.TryRead(out SpeechResult result)) finals += result.IsFinal ? 1 : 0;
            }
            return finals;
        }
        Run();
        Run();
        int finals = 0;
        Assert.Equal(0, AllocatedBytes.Least(() => finals = Run()));
        Assert.True(finals > 1);
    }

    [Fact]
    public void A_meter_can_be_read()
    {
        var recognizer = new SpeechRecognizer(Tones);
        Assert.False(recognizer.Voice.IsSpeech);
        recognizer.Push(ToneModel.Speak("__b").AsSpan(0, 17600));
        recognizer.Tick();
        VoiceLevel loud = recognizer.Voice;
        Assert.True(loud.IsSpeech);
        Assert.InRange(loud.Level, -20, 0);
        Assert.InRange(loud.NoiseFloor, -90, -60);
        recognizer.Push(new float[16000]);
        recognizer.Tick();
        Assert.Equal(new VoiceLevel(-90, loud.NoiseFloor, false), recognizer.Voice);
    }

    [Theory]
    [InlineData(0.4, 0.8, 0.3)]
    [InlineData(5, 0.05, 0.3)]
    [InlineData(5, 61, 0.3)]
    [InlineData(5, 0.8, -0.1)]
    [InlineData(5, 0.8, 2.1)]
    public void Options_outside_their_range_are_refused(double before, double after, double preRoll) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpeechRecognizer(Tones, new SpeechRecognizerOptions
        {
            SilenceBeforeSpeech = TimeSpan.FromSeconds(before),
            SilenceAfterSpeech = TimeSpan.FromSeconds(after),
            PreRoll = TimeSpan.FromSeconds(preRoll),
        }));
}
