using EmbeddedSeq.Exporter.Verification;
using EmbeddedSeq.Exporter.Verification.Reference;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Exporter;

/// <summary>What was found of one cell.</summary>
/// <param name="Cell">Its name in <see cref="RecurrentCells"/>.</param>
/// <param name="Reference">Largest difference from the equations in double, both directions.</param>
/// <param name="Streaming">Largest difference of pieces of 1 and 7 steps from the whole sequence, in every precision.</param>
/// <param name="Onnx">Largest difference of a result from ONNX Runtime: whole sequences forward and both ways, step by step and in pieces forward.</param>
/// <param name="OnnxPassed">Whether all outputs and states agree with ONNX Runtime.</param>
public sealed record CellReport(string Cell, double Reference, double Streaming, double Onnx, bool OnnxPassed)
{
    /// <summary>What float32 may differ from double after a layer or two.</summary>
    public const double ReferenceTolerance = 1e-5;

    /// <summary>Whether all of it is as it has to be; a stream is to the last bit.</summary>
    public bool Passed => Reference <= ReferenceTolerance && Streaming == 0 && OnnxPassed;
}

/// <summary>Holds recurrent cells, with random weights, to their equations, to their own streams and to ONNX Runtime.</summary>
public static class CellVerifier
{
    private const int Inputs = 5, Units = 12, Tokens = 6, Sequences = 3, Steps = 40;

    /// <summary>Verifies a cell.</summary>
    /// <param name="cell">A name of <see cref="RecurrentCells.Names"/>.</param>
    /// <param name="seed">The same seed draws the same weights and inputs.</param>
    /// <exception cref="ArgumentException">No cell has this name.</exception>
    /// <exception cref="OnnxRuntime.OnnxRuntimeException">ONNX Runtime is not there, or does not accept the graph.</exception>
    public static CellReport Verify(string cell, int seed = 1)
    {
        ModelWeights forward = Model(cell, bidirectional: false, seed), both = Model(cell, bidirectional: true, seed);
        VerificationReport[] onnx = [.. new[] { forward, both }.Select(model =>
        {
            using var verifier = new ModelVerifier(model);
            return verifier.VerifyRandom(seed, Sequences, Steps);
        })];
        float[] x = Draw(new Random(seed), Steps * Inputs, 1);
        return new CellReport(
            cell,
            Math.Max(FromReference(forward, x), FromReference(both, x)),
            Enum.GetValues<WeightPrecision>().Max(p => FromWhole(CompiledModel.Compile(forward, p).Network(), x)),
            onnx.Max(r => r.Absolute),
            onnx.All(r => r.Passed()));
    }

    /// <summary>Two layers of a cell, dense, log-softmax.</summary>
    internal static ModelWeights Model(string cell, bool bidirectional, int seed, int inputs = Inputs, int units = Units)
    {
        LayerSpec first = RecurrentCells.Create(cell, inputs, units, bidirectional), second = RecurrentCells.Create(cell, first.Outputs, units, bidirectional);
        var spec = new ModelSpec
        {
            Name = cell,
            Features = new FeatureSpec { Bands = inputs, Stack = 1, Skip = 1 },
            Layers = [first, second, new() { Kind = LayerKind.Dense, Inputs = second.Outputs, Units = Tokens }, new() { Kind = LayerKind.LogSoftmax, Inputs = Tokens, Units = Tokens }],
            Tokens = ["", .. Enumerable.Range(1, Tokens - 1).Select(i => $"t{i}")],
        };
        spec.Validate(cell);
        var random = new Random(seed);
        // So small that sums which nothing bounds, as those of ReLU, stay small from step to step.
        return new ModelWeights(spec, spec.AllTensors().Select(t => t.Name == "features.std"
            ? new Tensor(t.Name, t.Shape, [.. Enumerable.Repeat(1f, inputs)])
            : new Tensor(t.Name, t.Shape, Draw(random, (int)Tensor.Product(t.Shape), 0.9 / Math.Sqrt(t.Shape[^1])))));
    }

    private static double FromReference(ModelWeights model, float[] x)
    {
        double[][] expected = NetworkReference.Run(model, x);
        float[] found = Run(model.Network(), x, Steps);
        return found.Select((y, i) => Math.Abs(y - expected[i / Tokens][i % Tokens])).Max();
    }

    private static double FromWhole(SequenceNetwork network, float[] x)
    {
        float[] whole = Run(network, x, Steps);
        return Math.Max(Difference(1), Difference(7));
        double Difference(int piece) => Run(network, x, piece).Zip(whole, (a, b) => Math.Abs((double)a - b)).Max();
    }

    private static float[] Run(SequenceNetwork network, float[] x, int piece)
    {
        float[] y = new float[Steps * Tokens];
        NetworkState state = network.CreateState();
        for (int t = 0; t < Steps; t += piece)
        {
            int count = Math.Min(piece, Steps - t);
            network.Run(state, x.AsSpan(t * Inputs, count * Inputs), y.AsSpan(t * Tokens, count * Tokens));
        }
        return y;
    }

    private static float[] Draw(Random random, int count, double scale) => [.. Enumerable.Range(0, count).Select(_ => (float)(scale * (2 * random.NextDouble() - 1)))];
}
