namespace EmbeddedSeq.Runtime.Tests;

/// <summary>Cuts, budgets, memory and threads.</summary>
public sealed class SpeechRecognizerStreamTests
{
    private static readonly SpeechModel Model = new(RandomModel.Create(12, [32, 16]));

    [Fact]
    public void Any_cut_of_the_samples_gives_the_same_text_times_and_confidence()
    {
        float[] samples = Recognition.Babble(4, seed: 3);
        Heard expected = new SpeechRecognizer(Model).Hear(samples).Finals().Single();
        Assert.True(expected.Words.Length > 3, expected.Text);
        var random = new Random(5);
        Func<int>[] cuts = [() => 1, () => 159, () => 160, () => 480, () => 481, () => random.Next(1, 100), () => random.Next(1, 20000), () => samples.Length];
        foreach (Func<int> cut in cuts) Assert.Equal(expected, new SpeechRecognizer(Model).Hear(samples, cut).Finals().Single());
    }

    [Fact]
    public void A_budget_of_nothing_makes_one_step_and_the_text_stays_the_same()
    {
        float[] samples = Recognition.Babble(2, seed: 4);
        Heard expected = new SpeechRecognizer(Model).Hear(samples).Finals().Single();

        var recognizer = new SpeechRecognizer(Model);
        recognizer.Push(samples);
        recognizer.EndUtterance();
        var results = new List<Heard>();
        TimeSpan backlog = recognizer.Backlog;
        Assert.Equal(TimeSpan.FromSeconds(2), backlog);
        while (recognizer.Tick(TimeSpan.Zero))
        {
            Assert.InRange(backlog - recognizer.Backlog, TimeSpan.Zero, TimeSpan.FromSeconds((400 + 2 * 160) / 16000.0));
            backlog = recognizer.Backlog;
            results.AddRange(recognizer.ReadAll());
        }
        Assert.Equal(TimeSpan.Zero, recognizer.Backlog);
        Assert.Equal(expected, results.Finals().Single());
        Assert.Equal(results.Select(r => r.Text.Length).Order(), results.Select(r => r.Text.Length));
    }

    [Fact]
    public void Ticks_pushes_and_reads_allocate_nothing()
    {
        var recognizer = new SpeechRecognizer(Model);
        float[] samples = Recognition.Babble(6, seed: 6);
        (int Partials, int Finals, int Letters) Run()
        {
            (int partials, int finals, int letters) = (0, 0, 0);
            for (int at = 0; at < samples.Length; at += 320)
            {
                recognizer.Push(samples.AsSpan(at, 320));
                if (at % 32000 == 16000) recognizer.EndUtterance();
                while (recognizer.Tick(TimeSpan.FromMilliseconds(1))) { }
                while (recognizer.TryRead(out SpeechResult result))
                {
                    if (result.IsFinal) finals++;
                    else partials++;
                    letters += result.Text.Length + result.Words.Length;
                }
            }
            return (partials, finals, letters);
        }
        Run();
        Run();
        (int partials, int finals, int letters) = (0, 0, 0);
        Assert.Equal(0, AllocatedBytes.Least(() => (partials, finals, letters) = Run()));
        Assert.True(partials > 10 && finals == 3 && letters > 100, $"{partials} partials, {finals} finals, {letters} letters");
    }

    [Fact]
    public void A_full_buffer_takes_what_fits()
    {
        var recognizer = new SpeechRecognizer(Model, new SpeechRecognizerOptions { BufferLength = TimeSpan.FromSeconds(0.1) });
        int taken = recognizer.Push(new float[10000]);
        Assert.InRange(taken, 1600, 9999);
        Assert.Equal(0, recognizer.Push(new float[1]));
        Assert.Equal(0, recognizer.Push(new short[1]));
        recognizer.Tick();
        Assert.Equal(taken, recognizer.Push(new short[10000]));
    }

    [Fact]
    public void Finals_that_nobody_reads_make_the_stream_wait_and_none_is_lost()
    {
        var recognizer = new SpeechRecognizer(Model);
        for (int i = 0; i < 50; i++) recognizer.EndUtterance();
        int finals = 0;
        for (int i = 0; i < 7; i++)
        {
            Assert.False(recognizer.Tick());
            Assert.False(recognizer.Tick());
            finals += recognizer.ReadAll().Count;
        }
        Assert.Equal(50, finals);
    }

    [Fact]
    public void Samples_and_ends_from_another_thread_keep_their_order()
    {
        float[][] utterances = [.. Enumerable.Range(0, 12).Select(i => Recognition.Babble(0.2 + 0.15 * i, seed: 100 + i))];
        string[] expected = [.. utterances.Select(u => new SpeechRecognizer(Model).Hear(u).Finals().Single().Text)];

        var recognizer = new SpeechRecognizer(Model, new SpeechRecognizerOptions { BufferLength = TimeSpan.FromSeconds(0.25) });
        var pusher = new Thread(() =>
        {
            var random = new Random(8);
            foreach (float[] utterance in utterances)
            {
                for (ReadOnlySpan<float> rest = utterance; !rest.IsEmpty;)
                {
                    int taken = recognizer.Push(rest[..Math.Min(rest.Length, random.Next(1, 900))]);
                    if (taken == 0) Thread.Yield();
                    rest = rest[taken..];
                }
                recognizer.EndUtterance();
            }
        });
        pusher.Start();
        var finals = new List<string>();
        while (finals.Count < utterances.Length)
        {
            recognizer.Tick(TimeSpan.FromMilliseconds(0.2));
            finals.AddRange(recognizer.ReadAll().Finals().Select(f => f.Text));
        }
        pusher.Join();
        Assert.Equal(expected, finals);
    }

    [Fact]
    public void Reading_while_another_thread_ticks_is_detected()
    {
        SpeechModel slow = new(RandomModel.Create(9, [256, 256]));
        float[] sound = Recognition.Babble(2, seed: 9); // Silence would not reach the network, and the tick be over before it is noticed.
        bool detected = false;
        for (int attempt = 0; attempt < 1000 && !detected; attempt++)
        {
            var recognizer = new SpeechRecognizer(slow);
            recognizer.Push(sound);
            TimeSpan all = recognizer.Backlog;
            var ticker = new Thread(() => recognizer.Tick(TimeSpan.FromMilliseconds(20)));
            ticker.Start();
            while (recognizer.Backlog == all) Thread.Yield();
            detected = Record.Exception(() => recognizer.TryRead(out _)) is InvalidOperationException;
            ticker.Join();
            Assert.False(recognizer.TryRead(out SpeechResult result) && result.IsFinal);
        }
        Assert.True(detected);
    }

    [Theory]
    [InlineData(0.05, 60)]
    [InlineData(601, 60)]
    [InlineData(10, 0.5)]
    [InlineData(10, 90000)]
    public void Options_outside_their_range_are_refused(double buffer, double utterance) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpeechRecognizer(Model, new SpeechRecognizerOptions
        {
            BufferLength = TimeSpan.FromSeconds(buffer),
            MaximumUtterance = TimeSpan.FromSeconds(utterance),
        }));
}
