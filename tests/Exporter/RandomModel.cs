using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Exporter.Tests;

/// <summary>Models of a given or random shape with random weights; the same seed gives the same model.</summary>
internal static class RandomModel
{
    public const int LargestUnits = 130;

    /// <summary>1 to 3 LSTM layers of 1 to 130 units, each in one direction or all in both, now and then a dense layer between them; then dense and log-softmax.</summary>
    public static ModelWeights Draw(Random random)
    {
        bool bidirectional = random.Next(2) == 0;
        var layers = new List<LayerSpec>();
        FeatureSpec features = Features(bands: random.Next(1, 30), stack: random.Next(1, 4));
        int inputs = features.StepSize, recurrent = random.Next(1, 4), outputs = random.Next(2, 41);
        for (int i = 0; i < recurrent; i++)
        {
            if (random.Next(6) == 0) layers.Add(new() { Kind = LayerKind.Dense, Inputs = inputs, Units = inputs = random.Next(1, 65) });
            layers.Add(new() { Kind = LayerKind.Lstm, Inputs = inputs, Units = DrawUnits(random), Bidirectional = bidirectional });
            inputs = layers[^1].Outputs;
        }
        layers.Add(new() { Kind = LayerKind.Dense, Inputs = inputs, Units = outputs });
        layers.Add(new() { Kind = LayerKind.LogSoftmax, Inputs = outputs, Units = outputs });
        return Fill(features, layers, random);
    }

    /// <summary>One LSTM layer, dense, log-softmax.</summary>
    public static ModelWeights Small(bool bidirectional = false, int seed = 1)
    {
        LayerSpec lstm = new() { Kind = LayerKind.Lstm, Inputs = 6, Units = 5, Bidirectional = bidirectional };
        LayerSpec dense = new() { Kind = LayerKind.Dense, Inputs = lstm.Outputs, Units = 4 };
        LayerSpec softmax = new() { Kind = LayerKind.LogSoftmax, Inputs = 4, Units = 4 };
        return Fill(Features(bands: 3, stack: 2), [lstm, dense, softmax], new Random(seed));
    }

    /// <summary>Random weights for layers that fit the features.</summary>
    public static ModelWeights Fill(FeatureSpec features, IReadOnlyList<LayerSpec> layers, Random random)
    {
        var spec = new ModelSpec
        {
            Name = "random",
            Features = features,
            Layers = layers,
            Tokens = ["", .. Enumerable.Range(1, layers[^1].Outputs - 1).Select(i => $"t{i}")],
        };
        return Weights(spec, random);
    }

    /// <summary>Random weights for a description.</summary>
    public static ModelWeights Weights(ModelSpec spec, Random random)
    {
        spec.Validate(spec.Name);
        double gain = 0.5 + (2.5 * random.NextDouble()); // From nearly linear gates to saturated ones.
        return new ModelWeights(spec, [.. spec.AllTensors().Select(t => Draw(t, gain, random))]);
    }

    public static FeatureSpec Features(int bands, int stack) => new() { Bands = bands, Stack = stack, Skip = stack };

    // The ends of the range and the widths around a vector's length come often.
    private static int DrawUnits(Random random) => random.Next(4) switch
    {
        0 => new[] { 1, 15, 16, 17, 31, 32, 33, 64, 128, 129, LargestUnits }[random.Next(11)],
        _ => random.Next(1, LargestUnits + 1),
    };

    private static Tensor Draw(TensorSpec spec, double gain, Random random)
    {
        var tensor = new Tensor(spec.Name, spec.Shape);
        double scale = spec.Name == "features.std" ? 0.5 : gain / Math.Sqrt(spec.Shape[^1]), center = spec.Name == "features.std" ? 1 : 0;
        for (int i = 0; i < tensor.Data.Length; i++) tensor.Data[i] = (float)(center + (scale * ((2 * random.NextDouble()) - 1)));
        return tensor;
    }
}
