using System.Text.Json;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Trainer.Kernels;
using EmbeddedSeq.Trainer.Network;
using EmbeddedSeq.Trainer.Optimisation;
using EmbeddedSeq.Trainer.Recipes;
using EmbeddedSeq.Trainer.Training;

namespace EmbeddedSeq.Trainer.Tests.Training;

/// <summary>Twenty updates of small networks against PyTorch's, from the same weights and inputs. tests/Golden/ctc_training.py made the numbers.</summary>
public sealed class LossCurveTests
{
    /// <summary>Largest relative difference from PyTorch in float64; seen were some 1e-6.</summary>
    private const double Tolerance = 1e-5;

    private const int Workers = 2;

    [Theory]
    [InlineData("unidirectional", "adamw")]
    [InlineData("unidirectional", "sgd")]
    [InlineData("bidirectional", "adamw")]
    [InlineData("bidirectional", "sgd")]
    public void Losses_gradients_and_weights_follow_PyTorch(string network, string method)
    {
        GoldenCase golden = JsonSerializer.Deserialize<GoldenCase>(File.ReadAllText(GoldenFile("ctc_training.json")), TrainingRecipe.JsonOptions)!;
        Curve expected = golden.Curves.Single(c => c.Network == network && c.Optimizer == method);
        using var tensors = new SafetensorsReader(GoldenFile("ctc_training.safetensors"));
        Example[] examples = [.. golden.Texts.Select((text, i) => ReadExample(tensors, i, text))];
        ModelSpec spec = Spec(golden, network);
        var layout = new ParameterLayout(spec);
        var weights = new AlignedBuffer(layout.Length);
        foreach (ParameterLayout.Slot slot in layout.Slots)
            tensors.ReadFloat32(new TensorSpec($"{network}.{slot.Name}", slot.Shape)).Data.CopyTo(weights.Span(slot.Offset, slot.Length));
        OptimizerSpec settings = golden.Optimizers[method];
        var optimizer = new Optimizer(settings, layout, weights);
        CtcWorker[] workers = [.. Enumerable.Range(0, Workers).Select(_ => new CtcWorker(spec, layout, weights, dropout: 0))];

        for (int update = 0; update < expected.Losses.Length; update++)
        {
            Example[] batch = [.. golden.Batches[update % golden.Batches.Length].Select(i => examples[i])];
            (double loss, AlignedBuffer gradient) = Learn(workers, batch, layout);
            double norm = optimizer.Step(gradient, settings.RateAt(update, progress: (double)update / expected.Losses.Length));
            AssertNear(expected.Losses[update], loss, $"loss of update {update}");
            AssertNear(expected.GradientNorms[update], norm, $"norm of gradient {update}");
        }
        foreach (ParameterLayout.Slot slot in layout.Slots)
            AssertNear(expected.FinalNorms[slot.Name], Norm(weights.Span(slot.Offset, slot.Length)), slot.Name);
    }

    /// <summary>The loss per step and its gradient, the batch shared out among the workers as a training does.</summary>
    private static unsafe (double Loss, AlignedBuffer Gradient) Learn(CtcWorker[] workers, Example[] batch, ParameterLayout layout)
    {
        double loss = 0;
        AlignedBuffer sum = new(layout.Length);
        for (int w = 0; w < workers.Length; w++)
        {
            loss += workers[w].Learn([.. batch.Where((_, i) => i % workers.Length == w)], dropoutSeed: 0);
            RowOperations.Add(workers[w].Gradients.Pointer, sum.Pointer, layout.Length);
        }
        int steps = batch.Sum(e => e.Steps);
        RowOperations.Scale(sum.Pointer, layout.Length, 1f / steps);
        return (loss / steps, sum);
    }

    private static void AssertNear(double expected, double actual, string what) =>
        Assert.True(Math.Abs(actual - expected) <= Tolerance * expected, $"{what}: PyTorch {expected}, found {actual}, relative difference {Math.Abs(actual - expected) / expected:G3}");

    private static double Norm(ReadOnlySpan<float> x)
    {
        double sum = 0;
        foreach (float v in x) sum += (double)v * v;
        return Math.Sqrt(sum);
    }

    private static Example ReadExample(SafetensorsReader tensors, int number, int[] text)
    {
        string name = $"inputs.{number}";
        Tensor inputs = tensors.ReadFloat32(new TensorSpec(name, [.. tensors.Entries[name].Shape]));
        return new Example(inputs.Data, inputs.Shape[0], text);
    }

    private static ModelSpec Spec(GoldenCase golden, string network)
    {
        var spec = new ModelSpec
        {
            Name = network,
            Features = new() { Bands = golden.Inputs, Stack = 1, Skip = 1 },
            Layers = golden.Networks[network].ToLayers(golden.Inputs, golden.Tokens),
            Tokens = [.. ModelSpec.EnglishLetters.Take(golden.Tokens)],
        };
        spec.Validate(network);
        return spec;
    }

    private static string GoldenFile(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", name);

    private sealed record GoldenCase(
        int Inputs, int Tokens, int[][] Texts, int[][] Batches, Dictionary<string, NetworkSpec> Networks, Dictionary<string, OptimizerSpec> Optimizers, Curve[] Curves);

    private sealed record Curve(string Network, string Optimizer, double[] Losses, double[] GradientNorms, Dictionary<string, double> FinalNorms);
}
