using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime.Tests.Network;

/// <summary>Models around recurrent layers for tests of cells.</summary>
internal static class CellModel
{
    /// <summary>A layer of a cell by itself, with random weights.</summary>
    public static ModelWeights Random(string cell, int units, bool bidirectional = false, int inputs = 3) =>
        RandomModel.Fill(Spec(RecurrentCells.Create(cell, inputs, units, bidirectional)), seed: units, scale: 1.5f);

    /// <summary>A description of layers that fit each other.</summary>
    public static ModelSpec Spec(params LayerSpec[] layers)
    {
        var spec = new ModelSpec
        {
            Name = "cells",
            Features = new FeatureSpec { Bands = layers[0].Inputs, Stack = 1, Skip = 1 },
            Layers = layers,
            Tokens = ["", .. Enumerable.Range(1, layers[^1].Outputs - 1).Select(i => $"t{i}")],
        };
        spec.Validate(spec.Name);
        return spec;
    }

    /// <summary>Given weights; a tensor that is not named is zero.</summary>
    public static ModelWeights With(ModelSpec spec, params (string Name, float[] Data)[] tensors)
    {
        ModelWeights model = RandomModel.Fill(spec, seed: 1, scale: 0);
        foreach ((string name, float[] data) in tensors) data.CopyTo(model[name].Data, 0);
        return model;
    }

    /// <summary>Steps of random numbers.</summary>
    public static float[] Steps(ModelSpec spec, int steps, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, steps * spec.InputSize).Select(_ => random.NextSingle() * 2 - 1)];
    }
}
