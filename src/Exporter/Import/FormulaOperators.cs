namespace EmbeddedSeq.Exporter.Import;

/// <summary>Operators that are only parts of layers: each makes a <see cref="Formula"/>, and Div, which all of them end with, a layer of it.</summary>
internal static class FormulaOperators
{
    /// <summary>A sum that leaves an axis of length 1.</summary>
    public const string KeptSum = "ReduceSum with keepdims";

    public static Value[] Unary(Node node, string operation) => [new Formula(operation, [Operand(node, 0)])];

    public static Value[] Binary(Node node, string operation)
    {
        (Value a, Value b) = (Operand(node, 0), Operand(node, 1));
        return a is Formula or Signal || b is Formula or Signal ? [new Formula(operation, [a, b])]
            : throw new UnsupportedGraphException($"reads {a.Description} and {b.Description}; only the output of a layer can be read");
    }

    /// <summary>The end of a layer normalisation, of an embedding of several rows, or of a mean of all steps so far.</summary>
    public static Value[] Div(Node node)
    {
        (Value a, Value b) = (Operand(node, 0), Operand(node, 1));
        return [NormalizationFormula.Read(node, a, b) ?? RowMeanFormula.Read(node, a, b) ?? MeanPoolFormula.Read(node, a, b) ?? Binary(node, "Div")[0]];
    }

    public static Value[] CumSum(Node node)
    {
        if (node.Integer("exclusive", 0) != 0 || node.Integer("reverse", 0) != 0) throw new UnsupportedGraphException("attributes exclusive and reverse are not supported");
        return [new Formula("CumSum", [node.Signal(0)], Axes(node, "axis"))];
    }

    public static Value[] ReduceSum(Node node)
    {
        node.Integer("noop_with_empty_axes", 0);
        return [new Formula(node.Integer("keepdims", 1) != 0 ? KeptSum : "ReduceSum", [Operand(node, 0)], Axes(node, "axes"))];
    }

    /// <summary>The mean of all steps, which the mean of all steps so far is at the last; or a part of a layer normalisation.</summary>
    public static Value[] ReduceMean(Node node)
    {
        node.Integer("noop_with_empty_axes", 0);
        bool keeps = node.Integer("keepdims", 1) != 0;
        Value value = Operand(node, 0);
        int[] axes = Axes(node, "axes");
        if (value is Signal x && axes is [var one] && Value.AxisAt(one, x.Dims.Count) is var axis && x.Dims[axis] is [{ Kind: AxisKind.Open } steps])
        {
            Stage pool = LayerOperators.Pool(node, x, steps);
            Axis[][] dims = [.. x.Dims.Select((d, a) => a == axis ? [] : d.SequenceEqual(x.Stage.Features) ? pool.Features : d)];
            return [new Signal(pool, [.. dims.Where((_, a) => keeps || a != axis)], isLast: true)];
        }
        return keeps && value is Signal or Formula ? [new Formula("ReduceMean", [value], axes)]
            : throw new UnsupportedGraphException($"takes the mean of {value.Description} along axes {Constant<int>.Format(axes)}, expected that of all steps");
    }

    /// <summary>Numbers one behind the other, up to a number of steps.</summary>
    public static Value[] Range(Node node)
    {
        const int most = 1 << 20;
        Value[] inputs = [node.Input(0), node.Input(1), node.Input(2)];
        if (inputs is not [Constant<Size> { Data: [{ IsKnown: true, Factor: var from }] }, Constant<Size> { Data: [{ IsKnown: true, Factor: var to }] }, Constant<Size> { Data: [{ IsKnown: true, Factor: 1 }] }]) return [new Formula("Range", inputs)];
        Int128 count = Int128.Max((Int128)to - from, 0);
        if (count > most) throw new UnsupportedGraphException($"expected at most {most} numbers, found {count}");
        return [new Constant<Size>([(int)count], [.. Enumerable.Range(0, (int)count).Select(i => new Size(from + i))])];
    }

    /// <summary>What stands for the start of a stream: zeros, or a state that is passed in.</summary>
    public static bool IsStart(Value value) => value is Signal { Stage.Layer: null } or StateValue { Number: null or 0, IsEnd: false };

    private static int[] Axes(Node node, string attribute) => node.Integers(attribute, 1) ?? throw new UnsupportedGraphException($"{attribute} missing: an operator over all axes is not supported");

    private static Value Operand(Node node, int index) => node.Input(index) is StateValue state ? state.AsSignal() as Value ?? state : node.Input(index);
}
