using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime.Tests;

/// <summary>Small models with random weights, the same for the same seed.</summary>
internal static class RandomModel
{
    /// <summary>LSTM layers of the given units, then dense and log-softmax over the English letters. The weights are large enough for lively, senseless text.</summary>
    public static ModelWeights Create(int seed, int[] units, bool bidirectional = false, FeatureSpec? features = null, float scale = 6)
    {
        features ??= new FeatureSpec { Bands = 8 };
        var layers = new List<LayerSpec>();
        int inputs = features.StepSize;
        foreach (int n in units)
        {
            layers.Add(new LayerSpec { Kind = LayerKind.Lstm, Inputs = inputs, Units = n, Bidirectional = bidirectional });
            inputs = layers[^1].Outputs;
        }
        int letters = ModelSpec.EnglishLetters.Count;
        layers.Add(new LayerSpec { Kind = LayerKind.Dense, Inputs = inputs, Units = letters });
        layers.Add(new LayerSpec { Kind = LayerKind.LogSoftmax, Inputs = letters, Units = letters });
        var spec = new ModelSpec { Name = $"random-{seed}", Features = features, Layers = layers, Tokens = ModelSpec.EnglishLetters };
        return Fill(spec, seed, scale);
    }

    /// <summary>Random weights for a description.</summary>
    public static ModelWeights Fill(ModelSpec spec, int seed, float scale = 6)
    {
        var random = new Random(seed);
        return new ModelWeights(spec, spec.AllTensors().Select(t => new Tensor(t.Name, t.Shape, t.Name switch
        {
            "features.mean" => Numbers(t.Shape, () => -6),
            "features.std" => Numbers(t.Shape, () => 3),
            _ => Numbers(t.Shape, () => (random.NextSingle() * 2 - 1) * scale / MathF.Sqrt(t.Shape[^1])),
        })).ToArray());
    }

    private static float[] Numbers(int[] shape, Func<float> next) => [.. Enumerable.Range(0, (int)Tensor.Product(shape)).Select(_ => next())];
}
