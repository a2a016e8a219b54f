using EmbeddedSeq.Exporter.Onnx;

namespace EmbeddedSeq.Exporter.Import;

/// <summary>Operators that move numbers without changing them, and those that compute the shapes for it.</summary>
internal static class GlueOperators
{
    // Shapes and zero states are small; larger constants are weights and stand in the file.
    private const int MostFilled = 1 << 20;

    /// <summary>x as it is: Identity; Dropout, which does nothing outside of training.</summary>
    public static Value[] Identity(Node node) => [node.Input(0)];

    public static Value[] Dropout(Node node)
    {
        node.Number("ratio", 0);
        node.Integer("seed", 0);
        if (node.Optional(2) is Constant<Size> training && training.Data.Any(x => x != 0)) throw new UnsupportedGraphException("training_mode is set: export the model for inference");
        return [node.Input(0)];
    }

    public static Value[] Cast(Node node) => (TensorProto.Types.DataType)node.Integer("to", 0) switch
    {
        TensorProto.Types.DataType.Float or TensorProto.Types.DataType.Double or TensorProto.Types.DataType.Float16 or TensorProto.Types.DataType.Bfloat16 => [node.Input(0).Cast(toInteger: false)],
        TensorProto.Types.DataType.Int32 or TensorProto.Types.DataType.Int64 => [node.Input(0).Cast(toInteger: true)],
        var type => throw new UnsupportedGraphException($"attribute to: expected floating-point numbers or integers, found data type {(int)type}"),
    };

    public static Value[] Constant(Node node, TensorReader reader)
    {
        if (node.Tensor("value") is { } tensor) return [reader.Read(tensor)];
        if (node.Integers("value_ints") is { } integers) return [new Constant<Size>([integers.Length], [.. integers.Select(x => new Size(x))])];
        if (node.Numbers("value_floats") is { } floats) return [new Constant<float>([floats.Length], floats)];
        const long none = long.MinValue + 1;
        if (node.Integer("value_int", none) is not none and var integer) return [new Constant<Size>([], [integer])];
        return node.Number("value_float", float.NaN) is var number && float.IsFinite(number) ? [new Constant<float>([], [number])] : throw new UnsupportedGraphException("expected a value of floating-point numbers or integers");
    }

    public static Value[] ConstantOfShape(Node node, TensorReader reader)
    {
        Constant<Size> shape = node.Sizes(0);
        Value value = node.Tensor("value") is { } tensor ? reader.Read(tensor) : new Constant<float>([1], [0]);
        return [value switch
        {
            Constant<float> { Data: [var x] } => Fill(shape.Data, x),
            Constant<Size> { Data: [var x] } => Fill(shape.Data, x),
            _ => throw new UnsupportedGraphException($"attribute value: expected one number, found {value.Description}"),
        }];
    }

    /// <summary>Expand and Tile: only of one number, as states that start a layer are made.</summary>
    public static Value[] Repeat(Node node) => node.Input(0) switch
    {
        Constant<float> { Data: [var first, ..] } constant when Array.TrueForAll(constant.Data, x => x == first) => [new StateValue(first, $"a state of {first}") { Sequences = FixedLength(constant, node.Optional(1)) }],
        Constant<Size> { Data: [var only] } => [Fill(node.Sizes(1).Data, only)],
        StateValue state => [state],
        var value => throw new UnsupportedGraphException($"repeats {value.Description}, expected one number"),
    };

    /// <summary>Which lengths are equal: 1 for yes, 0 for no. What is free is a length, above 0.</summary>
    public static Value[] Equal(Node node)
    {
        (Constant<Size> a, Constant<Size> b) = (node.Sizes(0), node.Sizes(1));
        if (!a.Dims.SequenceEqual(b.Dims)) throw new UnsupportedGraphException($"expected two lists of one length, found {a.Description} and {b.Description}");
        return [new Constant<Size>(a.Dims, [.. a.Data.Zip(b.Data, AreEqual)])];

        static Size AreEqual(Size x, Size y) => x == y ? 1 : (x.IsKnown && y.IsKnown) || IsNone(x, y) || IsNone(y, x) ? 0
            : throw new UnsupportedGraphException($"whether a length of {x} is one of {y} is only known when the graph runs");
        static bool IsNone(Size x, Size length) => x.IsKnown && x.Factor <= 0 && length.Factor > 0;
    }

    /// <summary>Lengths out of one list or another.</summary>
    public static Value[] Where(Node node)
    {
        (Constant<Size> which, Constant<Size> yes, Constant<Size> no) = (node.Sizes(0), node.Sizes(1), node.Sizes(2));
        if (!which.Dims.SequenceEqual(yes.Dims) || !which.Dims.SequenceEqual(no.Dims)) throw new UnsupportedGraphException($"expected three lists of one length, found {which.Description}, {yes.Description} and {no.Description}");
        return [new Constant<Size>(which.Dims, [.. which.Data.Select((w, i) => w.Known != 0 ? yes.Data[i] : no.Data[i])])];
    }

    public static Value[] Shape(Node node)
    {
        IReadOnlyList<Size> shape = node.Input(0).Shape;
        return [new Constant<Size>([shape.Count], [.. shape]).Slice(0, node.Integer("start", 0), node.Integer("end", shape.Count), 1)];
    }

    /// <summary>The product of lengths, as shapes of matrices are computed.</summary>
    public static Value[] ReduceProd(Node node)
    {
        Constant<Size> sizes = node.Sizes(0);
        bool keeps = node.Integer("keepdims", 1) != 0;
        if (sizes.Dims.Count > 1 || (node.Integers("axes", 1) ?? [0]) is not [0 or -1]) throw new UnsupportedGraphException($"expected the product of all of a list of lengths, found {sizes.Description}");
        return [new Constant<Size>(keeps ? [.. sizes.Dims.Select(_ => 1)] : [], [sizes.Data.Aggregate(new Size(1), (product, s) => product * s)])];
    }

    public static Value[] Transpose(Node node) => [node.Input(0).Transpose(node.Integers("perm"))];

    public static Value[] Squeeze(Node node) => [node.Input(0).Squeeze(node.Integers("axes", 1))];

    public static Value[] Unsqueeze(Node node) => [node.Input(0).Unsqueeze(node.Integers("axes", 1) ?? throw new UnsupportedGraphException("axes are missing"))];

    public static Value[] Reshape(Node node)
    {
        Value value = node.Input(0);
        Size[] shape = [.. node.Sizes(1).Data];
        bool zeroKeeps = node.Integer("allowzero", 0) == 0;
        for (int i = 0; i < shape.Length && zeroKeeps && value is not StateValue; i++)
        {
            if (shape[i] == 0) shape[i] = i < value.Shape.Count ? value.Shape[i] : throw new UnsupportedGraphException($"shape has a 0 for axis {i} of {value.Description}");
        }
        return shape.Count(s => s == -1) <= 1 ? [value.Reshape(shape)] : throw new UnsupportedGraphException("shape has more than one -1");
    }

    public static Value[] Slice(Node node)
    {
        Value value = node.Input(0);
        (Size[] starts, Size[] ends) = node.Optional(1) is null ? (Old("starts"), Old("ends")) : (node.Sizes(1).Data, node.Sizes(2).Data);
        int[] axes = node.Integers("axes", 3) ?? [.. Enumerable.Range(0, starts.Length)];
        int[] steps = node.Integers("steps", 4) ?? [.. Enumerable.Repeat(1, starts.Length)];
        if (starts.Length != ends.Length || axes.Length != starts.Length || steps.Length != starts.Length || starts.Length > 8) throw new UnsupportedGraphException($"expected as many starts, ends, axes and steps, found {starts.Length}, {ends.Length}, {axes.Length} and {steps.Length}");
        for (int i = 0; i < starts.Length; i++) value = value.Slice(axes[i], starts[i], ends[i], steps[i]);
        return [value];
        Size[] Old(string name) => [.. (node.Integers(name) ?? throw new UnsupportedGraphException($"attribute {name} is missing")).Select(x => new Size(x))];
    }

    public static Value[] Split(Node node)
    {
        Value value = node.Input(0);
        int axis = (int)Math.Clamp(node.Integer("axis", 0), int.MinValue, int.MaxValue);
        node.Integer("num_outputs", node.OutputCount);
        if (value is StateValue) return [.. Enumerable.Repeat(value, node.OutputCount)];
        int[]? parts = node.Integers("split", 1);
        if (parts is null)
        {
            long length = value.Shape[Value.AxisAt(axis, value.Shape.Count)].Known, each = (length + node.OutputCount - 1) / node.OutputCount;
            parts = [.. Enumerable.Range(0, node.OutputCount).Select(i => (int)Math.Clamp(length - i * each, 0, each))];
        }
        if (parts.Length != node.OutputCount) throw new UnsupportedGraphException($"expected {node.OutputCount} lengths to split into, found {parts.Length}");
        long at = 0;
        return [.. parts.Select(p => value.Slice(axis, at, at += p, 1))];
    }

    public static Value[] Concat(Node node)
    {
        long axis = node.Integer("axis", 1);
        Value[] parts = [.. Enumerable.Range(0, node.Inputs.Count).Select(node.Input)];
        return parts switch
        {
            [Constant<float>, ..] when parts.All(p => p is Constant<float>) => [Constant<float>.Concat([.. parts.Cast<Constant<float>>()], axis)],
            [Constant<Size>, ..] when parts.All(p => p is Constant<Size>) => [Constant<Size>.Concat([.. parts.Cast<Constant<Size>>()], axis)],
            [Signal, ..] when parts.All(p => p is Signal) => [Signal.Concat([.. parts.Cast<Signal>()], axis)],
            [StateValue, ..] when parts.All(p => p is StateValue) => [StateValue.Join([.. parts.Cast<StateValue>()])],
            _ => throw new UnsupportedGraphException($"joins {string.Join(" and ", parts.Select(p => p.Description))}"),
        };
    }

    /// <summary>Gather from shapes and constants, one direction of a layer, or an embedding's rows.</summary>
    public static Value[] Gather(Node node)
    {
        int axis = (int)Math.Clamp(node.Integer("axis", 0), int.MinValue, int.MaxValue);
        Value value = node.Input(0);
        if (node.Input(1) is Signal) return axis == 0 ? LayerOperators.Embedding(node) : throw new UnsupportedGraphException($"attribute axis: expected 0, found {axis}");
        if (node.Input(1) is Formula && axis == 0) return [new Formula("Gather", [value, node.Input(1)])];
        Constant<Size> indices = node.Sizes(1);
        if (value is Signal or StateValue && indices is { Dims.Count: 0, Data: [var one] }) return [value.Slice(axis, one, one == -1 ? int.MaxValue : one.Known + 1, 1).Squeeze([axis])];
        if (value is StateValue) return [value];
        return [value switch
        {
            Constant<float> constant => Take(constant),
            Constant<Size> constant => Take(constant),
            _ => throw new UnsupportedGraphException($"takes elements out of {value.Description}"),
        }];

        Constant<T> Take<T>(Constant<T> from)
        {
            axis = Value.AxisAt(axis, from.Dims.Count);
            int length = from.Dims[axis];
            Constant<T> taken = from.Select(axis, [.. indices.Data.Select(i => (int)Math.Clamp(i.Known < 0 ? i.Known + length : i.Known, -1, int.MaxValue))]);
            return new Constant<T>([.. from.Dims.Take(axis), .. indices.Dims, .. from.Dims.Skip(axis + 1)], taken.Data);
        }
    }

    /// <summary>The steps in reverse order, each sequence by itself.</summary>
    public static Value[] ReverseSequence(Node node)
    {
        node.Integer("batch_axis", 1);
        Signal signal = node.Signal(0);
        return [signal.Reverse(Value.AxisAt(node.Integer("time_axis", 0), signal.Dims.Count))];
    }

    /// <summary>The length of an axis that is spread over a free one: it can be no other then.</summary>
    private static long? FixedLength(Constant<float> constant, Value? shape)
    {
        if (shape is not Constant<Size> { Data: var sizes }) return null;
        return constant.Dims.Reverse().Zip(sizes.AsEnumerable().Reverse()).Where(d => d.First > 1 && !d.Second.IsKnown).Select(d => (long?)d.First).FirstOrDefault();
    }

    private static Value Fill<T>(Size[] shape, T number)
    {
        // What depends on the number of sequences, and large tensors of one number, can only be states.
        if (shape.All(s => s.IsKnown && s.Factor is >= 0 and <= MostFilled))
        {
            int[] dims = [.. shape.Select(s => (int)s.Factor)];
            if (Constant<T>.Count(dims) is <= MostFilled and var count) return new Constant<T>(dims, [.. Enumerable.Repeat(number, (int)count)]);
        }
        return new StateValue(number is float x ? x : null, $"a tensor of {number}");
    }
}
