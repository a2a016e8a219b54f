using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Tests;

/// <summary>Streams that are ticked together hear what each would hear alone.</summary>
public sealed class StreamBatchTests
{
    private static readonly SpeechModel Model = new(RandomModel.Create(12, [33, 16]));

    public static TheoryData<WeightPrecision, int> Cases
    {
        get
        {
            var cases = new TheoryData<WeightPrecision, int>();
            foreach (WeightPrecision precision in Enum.GetValues<WeightPrecision>())
            {
                foreach (int streams in new[] { 1, 2, 7, 60 }) cases.Add(precision, streams);
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Results_are_the_same_to_the_last_bit_whoever_joins_leaves_or_ends_when(WeightPrecision precision, int streams)
    {
        var model = new SpeechModel(CompiledModel.Compile(RandomModel.Create(12, [33, 16]), precision));
        Assert.Equal(Run(model, streams, batch: null), Run(model, streams, new StreamBatch(model)));
    }

    [Fact]
    public void A_budget_of_nothing_serves_every_stream_in_turn()
    {
        const int streams = 100;
        var batch = new StreamBatch(Model);
        SpeechRecognizer[] recognizers = [.. Enumerable.Range(0, streams).Select(_ => new SpeechRecognizer(Model))];
        foreach (SpeechRecognizer recognizer in recognizers)
        {
            batch.Add(recognizer);
            recognizer.Push(Recognition.Babble(0.5, seed: 1));
            recognizer.EndUtterance();
        }
        for (int ticks = 0; ticks < 3; ticks++) Assert.True(batch.Tick(TimeSpan.Zero));
        Assert.All(recognizers, r => Assert.True(r.Backlog < TimeSpan.FromSeconds(0.5), "a stream was never served"));
        while (batch.Tick(TimeSpan.Zero)) { }
        Heard expected = new SpeechRecognizer(Model).Hear(Recognition.Babble(0.5, seed: 1)).Finals().Single();
        Assert.All(recognizers, r => Assert.Equal(expected, r.ReadAll().Finals().Single()));
    }

    [Fact]
    public void Ticks_allocate_nothing_also_when_streams_join_and_leave()
    {
        var batch = new StreamBatch(Model);
        SpeechRecognizer[] recognizers = [.. Enumerable.Range(0, 9).Select(_ => new SpeechRecognizer(Model))];
        float[] samples = Recognition.Babble(3, seed: 6);
        foreach (SpeechRecognizer recognizer in recognizers) batch.Add(recognizer);
        int Run()
        {
            int letters = 0;
            for (int at = 0; at < samples.Length; at += 480)
            {
                for (int s = 0; s < recognizers.Length; s++)
                {
                    recognizers[s].Push(samples.AsSpan((at + s * 4800) % samples.Length, 480));
                    if (at % 16000 == 0) recognizers[s].EndUtterance();
                }
                batch.Remove(recognizers[at / 480 % 9]);
                batch.Tick();
                batch.Add(recognizers[at / 480 % 9]);
                foreach (SpeechRecognizer recognizer in recognizers)
                {
                    while (recognizer.TryRead(out SpeechResult result)) letters += result.Text.Length;
                }
            }
            return letters;
        }
        Run();
        Run();
        int heard = 0;
        Assert.Equal(0, AllocatedBytes.Least(() => heard = Run()));
        Assert.True(heard > 100);
    }

    [Fact]
    public void A_stream_whose_results_are_not_read_does_not_hold_up_the_others()
    {
        var batch = new StreamBatch(Model);
        SpeechRecognizer full = new(Model), other = new(Model);
        batch.Add(full);
        batch.Add(other);
        for (int i = 0; i < 10; i++)
        {
            full.Push(new float[800]);
            full.EndUtterance();
            Assert.False(batch.Tick());
        }
        Assert.Equal(TimeSpan.FromSeconds(0.1), full.Backlog);
        other.Push(Recognition.Babble(1, seed: 2));
        other.EndUtterance();
        Assert.False(batch.Tick());
        Assert.Equal(new SpeechRecognizer(Model).Hear(Recognition.Babble(1, seed: 2)).Finals(), other.ReadAll().Finals());
        Assert.Equal(8, full.ReadAll().Count);
        batch.Tick();
        Assert.Equal(2, full.ReadAll().Count);
    }

    [Fact]
    public void What_cannot_be_in_a_batch_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new StreamBatch(new SpeechModel(RandomModel.Create(1, [4], bidirectional: true))));
        var batch = new StreamBatch(Model);
        var stream = new SpeechRecognizer(Model);
        Assert.False(batch.Tick());
        batch.Add(stream);
        Assert.Throws<ArgumentException>(() => batch.Add(stream));
        Assert.Throws<ArgumentException>(() => batch.Add(new SpeechRecognizer(new SpeechModel(RandomModel.Create(2, [4])))));
        Assert.Equal(1, batch.Count);
        Assert.True(batch.Remove(stream));
        Assert.False(batch.Remove(stream));
    }

    [Fact]
    public void An_overflow_is_reported_and_leaves_the_streams_usable()
    {
        ModelWeights weights = RandomModel.Create(1, [2]);
        weights["layers.1.weight"].Data.AsSpan().Fill(3e38f);
        weights["layers.0.bias"].Data.AsSpan().Fill(20);
        var model = new SpeechModel(weights);
        var batch = new StreamBatch(model);
        SpeechRecognizer[] streams = [new(model), new(model)];
        foreach (SpeechRecognizer stream in streams)
        {
            batch.Add(stream);
            stream.Push(Recognition.Babble(0.5, seed: 1));
        }
        Assert.Throws<ArithmeticException>(() => batch.Tick());
        foreach (SpeechRecognizer stream in streams) stream.Reset();
        Assert.False(batch.Tick());
    }

    // Each stream has a plan of its own: sound of some length, pieces, ends, ticks outside of the batch. Without a batch it ticks alone throughout.
    private static List<Heard>[] Run(SpeechModel model, int streams, StreamBatch? batch)
    {
        const int rounds = 60;
        Random[] plans = [.. Enumerable.Range(0, streams).Select(s => new Random(s))];
        float[][] sounds = [.. Enumerable.Range(0, streams).Select(s => Recognition.Babble(2, seed: s))];
        SpeechRecognizer[] recognizers = [.. sounds.Select(_ => new SpeechRecognizer(model))];
        List<Heard>[] results = [.. sounds.Select(_ => new List<Heard>())];
        int[] at = new int[streams];
        bool[] isMember = new bool[streams];
        for (int round = 0; round < rounds; round++)
        {
            for (int s = 0; s < streams; s++)
            {
                int piece = Math.Min(plans[s].Next(1000), sounds[s].Length - at[s]);
                at[s] += recognizers[s].Push(sounds[s].AsSpan(at[s], piece));
                if (plans[s].Next(15) == 0 || round == rounds - 1) recognizers[s].EndUtterance();
                if (plans[s].Next(30) == 0) recognizers[s].Reset();
                bool joinsOrLeaves = round == 0 || plans[s].Next(10) == 0;
                if (batch is not null && joinsOrLeaves)
                {
                    if (isMember[s]) Assert.True(batch.Remove(recognizers[s]));
                    else batch.Add(recognizers[s]);
                    isMember[s] ^= true;
                }
                if (!isMember[s]) recognizers[s].Tick();
            }
            batch?.Tick();
            for (int s = 0; s < streams; s++) results[s].AddRange(recognizers[s].ReadAll());
        }
        Assert.All(results, r => Assert.Contains(r, h => h.IsFinal));
        Assert.Contains(results, r => r.Any(h => h.Text.Length > 3));
        return results;
    }
}
