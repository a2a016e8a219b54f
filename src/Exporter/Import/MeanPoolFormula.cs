namespace EmbeddedSeq.Exporter.Import;

/// <summary>The mean of all steps so far as <see cref="OnnxExporter"/> writes it, for [T, B, H]: sums along the steps over 1 to T. In the streaming form states are added to both.</summary>
internal static class MeanPoolFormula
{
    public static Signal? Read(Node node, Value sums, Value counts)
    {
        if (WithoutState(sums) is not Formula { Operation: "CumSum", Axes: [0], Operands: [Signal { Dims: [[{ Kind: AxisKind.Open } steps], _, _] } x] } || !Counts(WithoutState(counts), steps.Size)) return null;
        return x.Next(LayerOperators.Pool(node, x, steps));
    }

    private static Value WithoutState(Value value) => value is Formula { Operation: "Add", Operands: [var sum, var state] } && FormulaOperators.IsStart(state) ? sum : value;

    /// <summary>Whether it is 1, 2, ... T along the first of three axes.</summary>
    private static bool Counts(Value value, Size steps) => value switch
    {
        Formula { Operation: "Unsqueeze", Axes: [1, 2], Operands: [Formula { Operation: "Range", Operands: [Constant<Size> from, Formula { Operation: "Add", Operands: [Constant<Size> length, Constant<Size> one] }, Constant<Size> step] }] } =>
            from.Data is [var f] && f == 1 && length.Data is [var t] && t == steps && one.Data is [var o] && o == 1 && step.Data is [var s] && s == 1,
        Constant<float> { Dims: [var count, 1, 1] } constant => steps == count && constant.Data.Select((x, i) => x == i + 1).All(isCount => isCount),
        _ => false,
    };
}
