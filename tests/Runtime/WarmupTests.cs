using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Tests;

/// <summary>Warming up leaves no trace in results. How much it saves is measured, not tested.</summary>
public sealed class WarmupTests
{
    [Theory]
    [InlineData(WeightPrecision.Float32, false)]
    [InlineData(WeightPrecision.Float32, true)]
    [InlineData(WeightPrecision.Bfloat16, false)]
    [InlineData(WeightPrecision.Int8, false)]
    public void It_changes_no_result(WeightPrecision precision, bool bidirectional)
    {
        ModelWeights weights = RandomModel.Create(5, [20], bidirectional);
        float[] samples = Recognition.Babble(1, seed: 1);
        SpeechModel cold = new(CompiledModel.Compile(weights, precision)), warm = new(CompiledModel.Compile(weights, precision));
        var before = new SpeechRecognizer(warm);
        before.Push(samples.AsSpan(0, 8000));
        before.Tick();
        List<Heard> heard = before.ReadAll();
        warm.Warmup();
        heard.AddRange(before.Hear(samples.AsSpan(8000)));
        List<Heard> expected = new SpeechRecognizer(cold).Hear(samples);
        Assert.Equal(expected, new SpeechRecognizer(warm).Hear(samples));
        Assert.Equal(expected.Finals(), heard.Finals());
    }

    [Theory]
    [InlineData(WeightPrecision.Float32)]
    [InlineData(WeightPrecision.Int8)]
    public void A_batch_that_warms_up_changes_no_result(WeightPrecision precision)
    {
        var model = new SpeechModel(CompiledModel.Compile(RandomModel.Create(5, [20]), precision));
        float[] samples = Recognition.Babble(1, seed: 1);
        var batch = new StreamBatch(model);
        var stream = new SpeechRecognizer(model);
        batch.Add(stream);
        stream.Push(samples.AsSpan(0, 8000));
        batch.Tick();
        List<Heard> heard = stream.ReadAll();
        batch.Warmup();
        Assert.Equal(1, batch.Count);
        heard.AddRange(stream.Hear(samples.AsSpan(8000)));
        Assert.Equal(new SpeechRecognizer(model).Hear(samples).Finals(), heard.Finals());
    }

    [Fact]
    public void A_network_that_overflows_says_so()
    {
        ModelWeights weights = RandomModel.Create(1, [2]);
        weights["layers.1.weight"].Data.AsSpan().Fill(3e38f);
        weights["layers.0.bias"].Data.AsSpan().Fill(20);
        Assert.Throws<ArithmeticException>(new SpeechModel(weights).Warmup);
        Assert.Throws<ArithmeticException>(new StreamBatch(new SpeechModel(weights)).Warmup);
    }
}
