using EmbeddedSeq.Exporter.Onnx;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Exporter.Import;

/// <summary>The recurrent operators. T steps, B sequences, D directions, I inputs, H units.</summary>
internal static class RecurrentOperators
{
    public static Value[] Rnn(Node node)
    {
        Activation[] functions = Functions(node, Activation.Tanh);
        LayerSpec options = Empty(LayerKind.Rnn) with { Activation = Unusual(functions[0], Activation.Tanh) };
        return Run(node, 1, options, RecurrentWeights.Rnn);
    }

    public static Value[] Lstm(Node node)
    {
        if (node.Integer("input_forget", 0) != 0) throw new UnsupportedGraphException("attribute input_forget is not supported");
        Activation[] functions = Functions(node, Activation.Sigmoid, Activation.Tanh, Activation.Tanh);
        LayerSpec options = Empty(LayerKind.Lstm) with
        {
            GateActivation = Unusual(functions[0], Activation.Sigmoid),
            Activation = Unusual(functions[1], Activation.Tanh),
            OutputActivation = Unusual(functions[2], Activation.Tanh),
            Peepholes = node.Optional(7) is not null,
        };
        CheckStart(node, 6);
        return Run(node, 4, options, RecurrentWeights.Lstm);
    }

    public static Value[] Gru(Node node)
    {
        Activation[] functions = Functions(node, Activation.Sigmoid, Activation.Tanh);
        if (functions is not [Activation.Sigmoid, Activation.Tanh]) throw new UnsupportedGraphException($"attribute activations: expected Sigmoid and Tanh, found {string.Join(" and ", functions)}");
        GruReset reset = node.Integer("linear_before_reset", 0) != 0 ? GruReset.After : GruReset.Before;
        return Run(node, 3, Empty(LayerKind.Gru) with { Reset = reset is GruReset.Before ? null : reset }, weights => RecurrentWeights.Gru(weights, reset));
    }

    private static LayerSpec Empty(LayerKind kind) => new() { Kind = kind, Inputs = 0, Units = 0 };

    private static Activation? Unusual(Activation found, Activation usual) => found == usual ? null : found;

    private static Value[] Run(Node node, int gates, LayerSpec options, Func<OperatorWeights, Dictionary<string, float[]>> convert)
    {
        Signal x = node.Signal(0);
        (Constant<float> w, Constant<float> r) = (node.Weights(1), node.Weights(2));
        string count = gates == 1 ? "" : $"{gates}";
        if (w.Dims is not [var d, var rows, var inputs] || r.Dims is not [var d2, var rows2, var units] || d2 != d || rows2 != rows || rows != gates * units || units == 0)
            throw new UnsupportedGraphException($"expected W [D, {count}H, I] and R [D, {count}H, H], found {w.Description} and {r.Description}");
        if (node.Integer("hidden_size", units) is var size && size != units) throw new UnsupportedGraphException($"attribute hidden_size: expected {units} as in the weights, found {size}");
        string direction = node.Text("direction", "forward");
        if (direction is not ("forward" or "reverse" or "bidirectional") || d != (direction == "bidirectional" ? 2 : 1)) throw new UnsupportedGraphException($"attribute direction {direction} does not go with weights of {d} directions");
        Constant<float> bias = Optional(node, 3, "B", d, 2 * rows), peepholes = options.Peepholes ? Optional(node, 7, "P", d, 3 * units) : new([d, 0], []);
        CheckStart(node, 5);

        bool batchFirst = node.Integer("layout", 0) != 0;
        (Axis steps, Axis[] batch) = Axes(x, batchFirst);
        x.Stage.CheckOutputs(inputs);
        CheckLengths(node, steps);
        var features = new Axis(AxisKind.Features, units);
        Stage[] directions = [.. Enumerable.Range(0, d).Select(Direction)];
        var both = new Axis(AxisKind.Directions, 2);
        Stage stage = d == 1 ? directions[0] : Stage.Join(directions[0], directions[1], [both, features]);
        Axis[] direct = d == 1 ? [] : [both];
        var output = new Signal(stage, batchFirst ? [batch, [steps], direct, [features]] : [[steps], direct, batch, [features]], x.IsReversed);
        int axis = batchFirst ? 1 : 0;
        // Two directions end at the two ends of the sequence: at no step of the layer's output do both stand side by side.
        StateValue end = d == 1 ? StateValue.End(node.Name, () => (Signal)output.Slice(axis, -1, int.MaxValue, 1).Squeeze([axis])) : StateValue.End($"{node.Name}, which reads both ways", null);
        return [output, end, StateValue.End(node.Name, null)];

        Stage Direction(int index)
        {
            // Forward over steps in reverse order is what a reverse direction is.
            if (x.IsReversed && d == 2) throw new UnsupportedGraphException($"reads {x.Description} in reverse order");
            bool runsBack = direction == "reverse" || index == 1;
            return new Stage
            {
                Name = node.Name,
                Sequences = batch is [{ Size.IsKnown: false }] ? SequencesOf(node.Optional(5), batchFirst) ?? SequencesOf(node.Optional(6), batchFirst) : null,
                Layer = options with { Inputs = inputs, Units = units },
                Input = x.Stage,
                Tensors = convert(new OperatorWeights(Part(w, index), Part(r, index), Part(bias, index), Part(peepholes, index))),
                Steps = steps,
                Features = [features],
                IsReverse = runsBack != x.IsReversed,
            };
        }
    }

    /// <summary>The axes of the steps and of the sequences, of which there may be none.</summary>
    private static (Axis Steps, Axis[] Batch) Axes(Signal x, bool batchFirst)
    {
        x.CheckReadable();
        if (x.Dims.Count != 3) throw new UnsupportedGraphException($"expected three axes: steps, sequences, numbers; found {x.Description}");
        (Axis[] steps, Axis[] batch) = batchFirst ? (x.Dims[1], x.Dims[0]) : (x.Dims[0], x.Dims[1]);
        if (steps is not [{ Kind: AxisKind.Open } along] || batch.Length > 1) throw new UnsupportedGraphException($"expected steps and sequences on axes of their own, found {x.Description}");
        if (x.Stage.Steps is { } before && before != along) throw new UnsupportedGraphException($"runs along another axis of the input than the recurrent layer before it, {x.Stage.Name}");
        return (along, batch);
    }

    /// <summary>Here every sequence has its own length: lengths that stand in the file must be those of whole sequences.</summary>
    private static void CheckLengths(Node node, Axis steps)
    {
        if (node.Optional(4) is Constant<Size> lengths && !lengths.Data.All(l => l == steps.Size))
            throw new UnsupportedGraphException($"input 4: expected the lengths of the sequences as an input of the graph, or those of whole sequences, found {lengths.Description} of {string.Join(" and ", lengths.Data.Distinct().Take(4))}");
    }

    /// <summary>A start that is no input of the graph must be zeros.</summary>
    private static void CheckStart(Node node, int input)
    {
        bool zeros = node.Optional(input) switch
        {
            null or StateValue { Number: null or 0, IsEnd: false } or Signal { Stage.Layer: null } => true,
            Constant<float> constant => Array.TrueForAll(constant.Data, x => x == 0),
            _ => false,
        };
        if (!zeros) throw new UnsupportedGraphException($"input {input}: expected zeros or an input of the graph as the state to start from, found {node.Input(input).Description}");
    }

    /// <summary>How many sequences a start state that stands in the file is for; null if it is made for those that come.</summary>
    private static long? SequencesOf(Value? start, bool batchFirst) => start switch
    {
        StateValue state => state.Sequences,
        Constant<float> { Dims.Count: 3 } constant => constant.Dims[batchFirst ? 0 : 1],
        Signal { Stage.Layer: null, Dims.Count: 3 } input when input.Shape[batchFirst ? 0 : 1] is { IsKnown: true, Factor: var count } => count,
        _ => null,
    };

    /// <summary>The activation functions, the same in both directions.</summary>
    private static Activation[] Functions(Node node, params Activation[] usual)
    {
        bool isIdentity = (node.Numbers("activation_alpha") ?? []).All(a => a == 1) & (node.Numbers("activation_beta") ?? []).All(b => b == 0);
        if (node.Texts("activations") is not { Length: > 0 } names) return usual;
        Activation[] found = [.. names.Select(n => Activations.Parse(n, isIdentity) ?? throw new UnsupportedGraphException($"attribute activations: {n} is not supported"))];
        if (found.Length % usual.Length != 0 || !found.Chunk(usual.Length).All(c => c.SequenceEqual(found.Take(usual.Length))))
            throw new UnsupportedGraphException($"attribute activations: expected {usual.Length} functions, the same for each direction, found {string.Join(", ", names)}");
        return found[..usual.Length];
    }

    private static Constant<float> Optional(Node node, int input, string name, int directions, int length)
    {
        Constant<float> found = node.Optional(input) is null ? new([directions, length], new float[directions * length]) : node.Weights(input);
        return found.Dims.SequenceEqual([directions, length]) ? found : throw new UnsupportedGraphException($"expected {name} [{directions}, {length}], found {found.Description}");
    }

    private static float[] Part(Constant<float> tensor, int direction) => tensor.Select(0, [direction]).Data;
}
