using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime.Tests;

/// <summary>A model that hears tones: 500 Hz is the letter a, 1500 Hz is b, 4000 Hz the space, silence the blank. What it writes can be foretold.</summary>
internal static class ToneModel
{
    private static readonly int[] Hertz = [0, 4000, 500, 1500];

    public static SpeechModel Create() => new(Weights());

    public static ModelWeights Weights()
    {
        var features = new FeatureSpec { Bands = 32, Stack = 3, Skip = 3 };
        var spec = new ModelSpec
        {
            Name = "tones",
            Features = features,
            Layers =
            [
                new LayerSpec { Kind = LayerKind.Dense, Inputs = features.StepSize, Units = 4 },
                new LayerSpec { Kind = LayerKind.LogSoftmax, Inputs = 4, Units = 4 },
            ],
            Tokens = ["", " ", "a", "b"],
        };
        float[] weight = new float[4 * features.StepSize];
        for (int token = 1; token < 4; token++)
        {
            for (int frame = 0; frame < features.Stack; frame++) weight[token * features.StepSize + frame * features.Bands + Band(features, Hertz[token])] = 1;
        }
        return new ModelWeights(spec,
        [
            new Tensor("layers.0.weight", [4, features.StepSize], weight),
            new Tensor("layers.0.bias", 4),
            new Tensor("features.mean", features.Bands),
            new Tensor("features.std", [features.Bands], [.. Enumerable.Repeat(1f, features.Bands)]),
        ]);
    }

    /// <summary>A tone of 0.2 s for each letter, each behind 0.2 s of silence; the letter _ is 0.4 s of silence.</summary>
    public static float[] Speak(string letters)
    {
        var samples = new List<float>();
        foreach (char letter in letters)
        {
            samples.AddRange(new float[3200]);
            int hertz = letter switch { 'a' => 500, 'b' => 1500, ' ' => 4000, _ => 0 };
            for (int t = 0; t < 3200; t++)
            {
                double fade = Math.Sin(Math.PI * t / 3200);
                samples.Add((float)(0.5 * Math.Min(1, 4 * fade) * Math.Sin(2 * Math.PI * hertz * t / 16000)));
            }
        }
        return [.. samples];
    }

    private static int Band(FeatureSpec features, double hertz)
    {
        double low = Mel(features.LowHz);
        return (int)Math.Round((Mel(hertz) - low) / (Mel(features.HighHz) - low) * (features.Bands + 1)) - 1;
    }

    private static double Mel(double hertz) => 2595 * Math.Log10(1 + hertz / 700);
}
