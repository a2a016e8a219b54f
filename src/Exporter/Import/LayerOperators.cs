using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Exporter.Import;

/// <summary>Operators that are layers, or parts of them, and work on each step by itself.</summary>
internal static class LayerOperators
{
    /// <summary>x W; the bias comes with an Add.</summary>
    public static Value[] MatMul(Node node)
    {
        (Signal x, Constant<float> weights) = (node.Signal(0), node.Weights(1));
        return [Dense(node, x, weights, transposed: true, scale: 1)];
    }

    /// <summary>alpha x W + beta C.</summary>
    public static Value[] Gemm(Node node)
    {
        if (node.Integer("transA", 0) != 0) throw new UnsupportedGraphException("attribute transA is not supported");
        Signal dense = Dense(node, node.Signal(0), node.Weights(1), transposed: node.Integer("transB", 0) == 0, node.Number("alpha", 1));
        float beta = node.Number("beta", 1);
        return [node.Optional(2) is null ? dense : AddBias(dense, node.Weights(2), beta)];
    }

    /// <summary>A bias to a dense layer, the shift of a layer normalisation, a part of a formula, or two constants.</summary>
    public static Value[] Add(Node node) => (node.Input(0), node.Input(1)) switch
    {
        (Signal x, Constant<float> bias) => [AddBias(x, bias, 1)],
        (Constant<float> bias, Signal x) => [AddBias(x, bias, 1)],
        (Formula part, Constant<float> or Signal) => [new Formula("Add", [part, node.Input(1)])],
        (Constant<float> or Signal, Formula part) => [new Formula("Add", [part, node.Input(0)])],
        (Constant<Size> { Data: [{ IsKnown: true } a] } length, Constant<Size> { Data: [{ IsKnown: true } b] }) => [new Constant<Size>(length.Dims, [a + b])],
        (Constant<Size> { Data: [_] } length, Constant<Size> { Data: [_] } number) => [new Formula("Add", [length, number])],
        (Constant<float> a, Constant<float> b) when a.Dims.SequenceEqual(b.Dims) => [new Constant<float>(a.Dims, [.. a.Data.Zip(b.Data, (x, y) => x + y)])],
        var (a, b) => throw new UnsupportedGraphException($"adds {a.Description} and {b.Description}; only the bias of a dense layer or the shift of a layer normalisation can be added"),
    };

    /// <summary>The scale of a layer normalisation, a part of a formula, or a product of lengths.</summary>
    public static Value[] Mul(Node node) => (node.Input(0), node.Input(1)) switch
    {
        (Constant<Size> a, Constant<Size> { Data: [var b] }) => [new Constant<Size>(a.Dims, [.. a.Data.Select(x => x * b)])],
        (Constant<Size> { Data: [var a] }, Constant<Size> b) => [new Constant<Size>(b.Dims, [.. b.Data.Select(x => x * a)])],
        (Signal x, Constant<float> scale) => [Scale(x, scale)],
        (Constant<float> scale, Signal x) => [Scale(x, scale)],
        (Formula a, Formula b) => [new Formula("Mul", [a, b])],
        var (a, b) => throw new UnsupportedGraphException($"multiplies {a.Description} and {b.Description}; only lengths, and the scale of a layer normalisation, can be multiplied"),
    };

    public static Value[] LogSoftmax(Node node) => [Softmax(node, isProbability: false)];

    public static Value[] Softmax(Node node) => [Softmax(node, isProbability: true)];

    /// <summary>The logarithm of a softmax.</summary>
    public static Value[] Log(Node node) => node.Signal(0) is { Stage.IsProbability: true } x
        ? [new Signal(x.Stage with { IsProbability = false }, x.Dims)]
        : throw new UnsupportedGraphException($"takes the logarithm of {node.Signal(0).Description}; only that of a softmax is supported");

    /// <summary>The rows of a matrix [V, O] whose numbers are an input of the graph.</summary>
    public static Value[] Embedding(Node node)
    {
        Signal rows = node.Signal(1);
        if (rows.Stage.Features.Any(a => a.Size != 1)) throw new UnsupportedGraphException($"expected one row a step, found the numbers {rows.Description}; several are read as eseq export averages them");
        Stage stage = Embedding(node, node.Weights(0), rows, inputs: 1);
        return [new Signal(stage, [.. rows.Dims, stage.Features])];
    }

    /// <summary>An embedding of so many rows a step.</summary>
    public static Stage Embedding(Node node, Constant<float> weights, Signal rows, int inputs)
    {
        if (weights.Dims is not [var count, var units] || count == 0 || units == 0) throw new UnsupportedGraphException($"expected weights [V, O], found {weights.Description}");
        if (rows.Stage.Layer is not null) throw new UnsupportedGraphException($"expected integers that are an input of the graph, found {rows.Description}");
        return Stage(node, rows, new LayerSpec { Kind = LayerKind.Embedding, Inputs = inputs, Units = units, Rows = count }, new() { ["weight"] = weights.Data });
    }

    /// <summary>A function of a dense layer's outputs; tanh is also a layer by itself.</summary>
    public static Value[] Apply(Node node, Activation function) => node.Signal(0) switch
    {
        { Stage.Layer: { Activation: null } layer } x when layer.Kind == LayerKind.Dense => [x.Next(x.Stage with { Layer = layer with { Activation = function } })],
        { Stage.Layer.Outputs: var units } x when function is Activation.Tanh => [x.Next(Stage(node, x, new LayerSpec { Kind = LayerKind.Tanh, Inputs = units, Units = units }, []))],
        var other => throw new UnsupportedGraphException($"follows {other.Description}; only a dense layer has {function} as its own function"),
    };

    public static Value[] LayerNormalization(Node node)
    {
        Signal x = node.Signal(0);
        (Constant<float> scale, Constant<float>? shift) = (node.Weights(1), node.Optional(2) is null ? null : node.Weights(2));
        if (scale.Dims is not [var units] || (shift is not null && !shift.Dims.SequenceEqual(scale.Dims))) throw new UnsupportedGraphException($"expected scale and shift [O], found {scale.Description} and {shift?.Description}");
        if (Math.Abs(node.Number("epsilon", 1e-5f) - Runtime.Kernels.LayerNormalization.Epsilon) > 1e-9) throw new UnsupportedGraphException($"attribute epsilon: expected {Runtime.Kernels.LayerNormalization.Epsilon}, found {node.Number("epsilon", 0)}");
        node.Integer("stash_type", 1);
        x.Stage.CheckOutputs(units);
        var layer = new LayerSpec { Kind = LayerKind.LayerNorm, Inputs = units, Units = units };
        return [x.Next(Stage(node, x, layer, new() { ["scale"] = scale.Data, ["shift"] = shift?.Data ?? new float[units] }), node.Integer("axis", -1))];
    }

    /// <summary>The mean of all steps so far.</summary>
    /// <param name="node">What the layer is called after.</param>
    /// <param name="x">What it reads.</param>
    /// <param name="steps">The axis of the steps.</param>
    public static Stage Pool(Node node, Signal x, Axis steps)
    {
        x.CheckReadable(Enumerable.Range(0, x.Dims.Count).FirstOrDefault(x.Holds, x.Dims.Count - 1));
        if (x.IsReversed || (x.Stage.Steps ?? steps) != steps) throw new UnsupportedGraphException($"takes the mean of {x.Description} along another axis than the steps, or of steps in reverse order");
        int units = Features(x);
        return Stage(node, x, new LayerSpec { Kind = LayerKind.MeanPool, Inputs = units, Units = units }, []) with { Steps = steps };
    }

    private static Signal Softmax(Node node, bool isProbability)
    {
        Signal x = node.Signal(0);
        // Up to operator set 12 all axes from this one on count as one.
        long axis = node.Integer("axis", node.OperatorSet < 13 ? 1 : -1);
        if (node.OperatorSet < 13 && Value.AxisAt(axis, x.Dims.Count) != x.Dims.Count - 1) throw new UnsupportedGraphException($"attribute axis: expected the last axis, found {axis}");
        int units = Features(x);
        var layer = new LayerSpec { Kind = LayerKind.LogSoftmax, Inputs = units, Units = units };
        return x.Next(Stage(node, x, layer, []) with { IsProbability = isProbability }, axis);
    }

    private static Signal Dense(Node node, Signal x, Constant<float> weights, bool transposed, float scale)
    {
        if (weights.Dims is not [var rows, var columns] || rows == 0 || columns == 0) throw new UnsupportedGraphException($"expected weights [I, O], found {weights.Description}");
        (int inputs, int outputs) = transposed ? (rows, columns) : (columns, rows);
        x.Stage.CheckOutputs(inputs);
        float[] weight = transposed ? ((Constant<float>)weights.Transpose(null)).Data : weights.Data;
        if (scale != 1) weight = [.. weight.Select(w => scale * w)];
        var layer = new LayerSpec { Kind = LayerKind.Dense, Inputs = inputs, Units = outputs };
        return x.Next(Stage(node, x, layer, new() { ["weight"] = weight, ["bias"] = new float[outputs] }));
    }

    private static Signal AddBias(Signal x, Constant<float> constant, float scale)
    {
        string name = x.Stage.Layer switch
        {
            { Activation: null } layer when layer.Kind == LayerKind.Dense => "bias",
            { } layer when layer.Kind == LayerKind.LayerNorm => "shift",
            _ => throw new UnsupportedGraphException($"adds {constant.Description} to {x.Description}; only a dense layer has a bias that can be added, and a layer normalisation a shift"),
        };
        float[] added = PerUnit(x, constant, name);
        return x.Next(With(x.Stage, name, (b, i) => b + scale * added[i]));
    }

    /// <summary>scale · (s · x + b).</summary>
    private static Signal Scale(Signal x, Constant<float> constant)
    {
        if (x.Stage.Layer?.Kind != LayerKind.LayerNorm) throw new UnsupportedGraphException($"multiplies {x.Description} by {constant.Description}; only a layer normalisation has a scale");
        float[] scale = PerUnit(x, constant, "scale");
        return x.Next(With(With(x.Stage, "scale", (s, i) => s * scale[i]), "shift", (b, i) => b * scale[i]));
    }

    private static Stage With(Stage stage, string name, Func<float, int, float> change) =>
        stage with { Tensors = new Dictionary<string, float[]>(stage.Tensors) { [name] = [.. stage.Tensors[name].Select(change)] } };

    /// <summary>One number for each unit of the layer that x comes from.</summary>
    private static float[] PerUnit(Signal x, Constant<float> constant, string name)
    {
        int units = x.Stage.Layer!.Units, axis = x.CheckReadable();
        if (constant.Data.Length == 1) return [.. Enumerable.Repeat(constant.Data[0], units)];
        bool fits = constant.Data.Length == units && constant.Dims[^1] == units && constant.Dims.Count <= axis + 1;
        return fits ? constant.Data : throw new UnsupportedGraphException($"expected a {name} [{units}], found {constant.Description}");
    }

    private static int Features(Signal x) => x.Stage.Layer?.Outputs ?? throw new UnsupportedGraphException($"expected the output of a layer, found {x.Description}");

    /// <summary>A layer behind what it reads.</summary>
    internal static Stage Stage(Node node, Signal x, LayerSpec layer, Dictionary<string, float[]> tensors) => new()
    {
        Name = node.Name,
        Layer = layer,
        Input = x.Stage,
        Tensors = tensors,
        Steps = x.Stage.Steps,
        Features = [new Axis(AxisKind.Features, layer.Units)],
    };
}
