using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Benchmarks.Engines;

/// <summary>Models of the compared shapes: 80 inputs, LSTM layers, 32 outputs, log-softmax; weights uniform in ±1/√H, the same at every call.</summary>
internal static class BenchmarkModel
{
    public const int Inputs = 80, Outputs = 32;

    /// <summary>The compared shapes: name, units, layers.</summary>
    public static readonly (string Name, int Units, int Layers)[] Shapes = [("128x2", 128, 2), ("256x2", 256, 2), ("512x3", 512, 3)];

    public static ModelWeights Create(int units, int layers, bool bidirectional = false)
    {
        ModelSpec spec = Spec(units, layers, bidirectional);
        var random = new Random(1);
        float scale = 1 / MathF.Sqrt(units);
        return new ModelWeights(spec, [.. spec.AllTensors().Select(t => Draw(t, scale, random))]);
    }

    public static ModelSpec Spec(int units, int layers, bool bidirectional = false)
    {
        var stack = new List<LayerSpec>();
        int inputs = Inputs;
        for (int i = 0; i < layers; i++)
        {
            stack.Add(new() { Kind = LayerKind.Lstm, Inputs = inputs, Units = units, Bidirectional = bidirectional });
            inputs = stack[^1].Outputs;
        }
        stack.Add(new() { Kind = LayerKind.Dense, Inputs = inputs, Units = Outputs });
        stack.Add(new() { Kind = LayerKind.LogSoftmax, Inputs = Outputs, Units = Outputs });
        var spec = new ModelSpec
        {
            Name = $"{units}x{layers}",
            Features = new FeatureSpec { Bands = Inputs, Stack = 1, Skip = 1 },
            Layers = stack,
            Tokens = ["", .. Enumerable.Range(1, Outputs - 1).Select(i => $"t{i}")],
        };
        spec.Validate(spec.Name);
        return spec;
    }

    private static Tensor Draw(TensorSpec spec, float scale, Random random)
    {
        var tensor = new Tensor(spec.Name, spec.Shape);
        if (spec.Name == "features.std") Array.Fill(tensor.Data, 1);
        else if (spec.Name != "features.mean") Fill(tensor.Data, scale, random);
        return tensor;
    }

    /// <summary>Uniform numbers in ±<paramref name="scale"/>.</summary>
    public static void Fill(Span<float> data, float scale, Random random)
    {
        for (int i = 0; i < data.Length; i++) data[i] = scale * (2 * random.NextSingle() - 1);
    }
}
