using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Exporter.Import;

/// <summary>A layer normalisation as PyTorch writes it before operator set 17: (x − mean x) / √(mean (x − mean x)² + ε). The product with its scale and the sum with its shift come behind it.</summary>
internal static class NormalizationFormula
{
    // Scale and shift are made here: a file must not ask for any amount of memory with a few bytes.
    private const int MostInputs = 1 << 16;

    public static Signal? Read(Node node, Value difference, Value deviation)
    {
        if (deviation is not Formula { Operation: "Sqrt", Operands: [Formula { Operation: "Add", Operands: [Formula { Operation: "ReduceMean", Axes: [var axis], Operands: [var squares] }, Constant<float> { Data: [var epsilon] }] }] }) return null;
        if (Center(difference) is not { } x || Square(squares) is not { } squared || Center(squared) is not { } again || !x.IsSame(again) || !IsLast(axis, x)) return null;
        if (Math.Abs(epsilon - LayerNormalization.Epsilon) > 1e-9) throw new UnsupportedGraphException($"epsilon of a layer normalisation: expected {LayerNormalization.Epsilon}, found {epsilon}");
        if (x.Stage.Layer?.Outputs is not { } units) units = x.Shape[^1] is { IsKnown: true, Factor: > 0 and <= MostInputs and var inputs } ? (int)inputs : throw new UnsupportedGraphException($"expected at most {MostInputs} numbers a step, found {x.Description}");
        float[] ones = [.. Enumerable.Repeat(1f, units)];
        var layer = new LayerSpec { Kind = LayerKind.LayerNorm, Inputs = units, Units = units };
        return x.Next(LayerOperators.Stage(node, x, layer, new() { ["scale"] = ones, ["shift"] = new float[units] }));
    }

    /// <summary>x of x − mean x.</summary>
    private static Signal? Center(Value value) =>
        value is Formula { Operation: "Sub", Operands: [Signal x, Formula { Operation: "ReduceMean", Axes: [var axis], Operands: [Signal averaged] }] } && x.IsSame(averaged) && IsLast(axis, x) ? x : null;

    /// <summary>v of v² or v · v.</summary>
    private static Value? Square(Value value) => value switch
    {
        Formula { Operation: "Pow", Operands: [var v, Constant<float> { Data: [2] }] } => v,
        Formula { Operation: "Pow", Operands: [var v, Constant<Size> { Data: [{ IsKnown: true, Factor: 2 }] }] } => v,
        Formula { Operation: "Mul", Operands: [var v, var w] } when ReferenceEquals(v, w) => v,
        _ => null,
    };

    private static bool IsLast(int axis, Signal x) => axis == -1 || axis == x.Dims.Count - 1;
}
