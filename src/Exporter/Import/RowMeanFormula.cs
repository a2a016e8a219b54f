namespace EmbeddedSeq.Exporter.Import;

/// <summary>An embedding of several rows as <see cref="OnnxExporter"/> writes it: the sum of the rows whose numbers are not below 0, over how many those are.</summary>
internal static class RowMeanFormula
{
    private const int MostRows = 1 << 16;

    public static Signal? Read(Node node, Value sum, Value number)
    {
        if (sum is not Formula { Operation: "ReduceSum", Axes: [var summed], Operands: [Formula { Operation: "Mul", Operands: [Formula { Operation: "Gather", Operands: [Constant<float> weights, var valid] }, Formula { Operation: "Unsqueeze", Axes: [var added], Operands: [var those] }] }] }) return null;
        if (number is not Formula { Operation: "Max", Operands: [Formula { Operation: FormulaOperators.KeptSum, Axes: [var counted], Operands: [var counts] }, Constant<float> { Data: [1] }] }) return null;
        if (With("Max", valid) is not { } x || With("GreaterOrEqual", those) is not { } also || With("GreaterOrEqual", counts) is not { } again || !x.IsSame(also) || !x.IsSame(again)) return null;
        int last = x.Dims.Count - 1;
        if ((summed, counted, added) != (last, last, last + 1) || x.Stage.Features is not [{ Size: { IsKnown: true, Factor: <= MostRows and var inputs } }] || !x.Holds(last)) return null;
        Stage stage = LayerOperators.Embedding(node, weights, x, (int)inputs);
        return new Signal(stage, [.. x.Dims.SkipLast(1), stage.Features]);
    }

    /// <summary>The numbers of rows that an operator compares with 0.</summary>
    private static Signal? With(string operation, Value value) =>
        value is Formula { Operands: [Signal x, Constant<Size> { Data: [{ IsKnown: true, Factor: 0 }] }] } formula && formula.Operation == operation ? x : null;
}
