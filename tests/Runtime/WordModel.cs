using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime.Tests;

/// <summary>A small model of spoken words with random weights, the same each time: vectors of 10 numbers.</summary>
internal static class WordModel
{
    private static readonly ModelSpec Spec = new()
    {
        Name = "words",
        Task = TaskKind.EmbedSpeech,
        Features = new FeatureSpec { Bands = 16, Stack = 3, Skip = 3, TailLength = 800 },
        Layers = [],
        Networks = new Dictionary<string, IReadOnlyList<LayerSpec>>
        {
            [NetworkNames.Encoder] = [new() { Kind = LayerKind.Lstm, Inputs = 48, Units = 24 }, new() { Kind = LayerKind.Dense, Inputs = 24, Units = 10 }],
            [NetworkNames.Decoder] = [new() { Kind = LayerKind.Lstm, Inputs = 10, Units = 16 }, new() { Kind = LayerKind.Dense, Inputs = 16, Units = 48 }],
        },
        Tokens = [],
    };

    public static ModelWeights Weights()
    {
        var random = new Random(1);
        return new ModelWeights(Spec,
        [
            new("features.mean", [16], [.. Enumerable.Repeat(-6f, 16)]),
            new("features.std", [16], [.. Enumerable.Repeat(3f, 16)]),
            .. Layers("encoder", 48, 24, 10),
            .. Layers("decoder", 10, 16, 48),
        ]);

        Tensor[] Layers(string network, int inputs, int units, int outputs) =>
        [
            Filled($"{network}.0.weight_ih", 4 * units, inputs),
            Filled($"{network}.0.weight_hh", 4 * units, units),
            Filled($"{network}.0.bias", 4 * units),
            Filled($"{network}.1.weight", outputs, units),
            Filled($"{network}.1.bias", outputs),
        ];

        Tensor Filled(string name, params int[] shape) => new(name, shape, [.. Enumerable.Range(0, shape.Aggregate(1, (n, d) => n * d)).Select(_ => (random.NextSingle() * 2 - 1) * 2 / MathF.Sqrt(shape[^1]))]);
    }
}
