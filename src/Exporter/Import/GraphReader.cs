using EmbeddedSeq.Exporter.Onnx;
using EmbeddedSeq.Runtime.Model;
using static EmbeddedSeq.Exporter.Onnx.TensorProto.Types;

namespace EmbeddedSeq.Exporter.Import;

/// <summary>Follows a graph from the outputs back to what they need, then forward through the operators, and finds the layers. Nodes that no output needs are not looked at.</summary>
internal sealed class GraphReader(string source, ModelProto model, TensorReader tensors)
{
    private const int OldestOperatorSet = 7;

    /// <summary>Constants that follow from others: so many numbers in all, or a small file could ask for any amount of memory.</summary>
    private const long MostComputed = 1 << 28;

    private readonly GraphProto _graph = model.Graph;
    private readonly Dictionary<string, TensorProto> _initializers = [];
    private readonly Dictionary<string, ValueInfoProto> _inputs = [];
    private readonly Dictionary<string, int> _producers = [];
    private readonly Dictionary<string, Value> _values = [];
    private int _operatorSet;
    private long _computed;

    /// <exception cref="ModelFormatException">The graph is damaged, or is no network that the runtime has layers for; the message names the node.</exception>
    public ImportedGraph Read(string? output)
    {
        _operatorSet = OperatorSet();
        foreach (TensorProto t in _graph.Initializer) _initializers[t.Name] = t;
        foreach (ValueInfoProto i in _graph.Input.Where(i => !_initializers.ContainsKey(i.Name))) _inputs[i.Name] = i;
        for (int n = 0; n < _graph.Node.Count; n++)
        {
            foreach (string name in _graph.Node[n].Output.Where(o => o.Length > 0))
            {
                if (!_producers.TryAdd(name, n)) throw Error($"value {name} is produced twice, by {Node.NameOf(_graph.Node[_producers[name]])} and {Node.NameOf(_graph.Node[n])}");
            }
        }
        string[] outputs = [.. _graph.Output.Select(o => o.Name)];
        if (output is not null && !outputs.Contains(output)) throw Error($"the graph has no output {output}; it has {string.Join(", ", outputs)}");
        string[] wanted = output is null ? outputs : [output];
        // States beside the output of a layer are there for streams; alone they are what the graph is for.
        foreach (string name in wanted)
        {
            if (Evaluate(name) is Signal { Stage.Layer: not null } signal) return Found(name, signal);
        }
        foreach (string name in wanted)
        {
            if (Evaluate(name) is StateValue state && Read(name, state) is { } end) return Found(name, end);
        }
        foreach (string name in wanted)
        {
            if (Evaluate(name) is Formula formula) throw Error($"output {name}: {formula.Description}");
        }
        throw Error(output is null ? "no output of the graph is the output of a layer" : $"output {output} is not the output of a layer");
    }

    private Signal? Read(string name, StateValue state)
    {
        try
        {
            return state.AsSignal();
        }
        catch (UnsupportedGraphException e)
        {
            throw Error($"output {name}: {e.Message}");
        }
    }

    private ImportedGraph Found(string name, Signal output)
    {
        (ValueInfoProto input, Signal read) = InputOf(output);
        return new ImportedGraph([.. _inputs.Values], input, read, name, Checked(name, output));
    }

    private int OperatorSet()
    {
        if (_graph is null || model.IrVersion < 1) throw Error("not an ONNX file, or a truncated one: it has no graph");
        long version = model.OpsetImport.Where(o => o.Domain is "" or "ai.onnx").Select(o => o.Version).DefaultIfEmpty(0).Max();
        if (version == 0) throw Error("the file names no operator set: not an ONNX file, or a truncated one");
        return version is >= OldestOperatorSet and <= int.MaxValue ? (int)version : throw Error($"expected operator set {OldestOperatorSet} or later, found {version}");
    }

    private Value Evaluate(string output)
    {
        foreach (int n in Needed(output))
        {
            NodeProto node = _graph.Node[n];
            try
            {
                Value?[] inputs = [.. node.Input.Select(i => i.Length == 0 ? null : Find(i))];
                Keep(node, Operators.Run(node, new Node(node, inputs, _operatorSet), tensors));
            }
            catch (UnsupportedGraphException e)
            {
                throw Error($"node {Node.NameOf(node)} ({node.OpType}): {e.Message}");
            }
        }
        try
        {
            return Find(output);
        }
        catch (UnsupportedGraphException e)
        {
            throw Error($"output {output}: {e.Message}");
        }
    }

    /// <summary>The nodes that a value needs and that have not run yet, in the order of the file, which is one in which they can run.</summary>
    private SortedSet<int> Needed(string output)
    {
        var needed = new SortedSet<int>();
        var open = new Stack<string>([output]);
        while (open.TryPop(out string? name))
        {
            if (_values.ContainsKey(name) || !_producers.TryGetValue(name, out int n) || !needed.Add(n)) continue;
            foreach (string input in _graph.Node[n].Input) open.Push(input);
        }
        return needed;
    }

    private Value Find(string name)
    {
        if (_values.TryGetValue(name, out Value? value)) return value;
        value = _initializers.TryGetValue(name, out TensorProto? tensor) ? tensors.Read(tensor)
            : _inputs.TryGetValue(name, out ValueInfoProto? input) ? Input(input)
            : throw new UnsupportedGraphException(_producers.TryGetValue(name, out int n)
                ? $"value {name} is used before {Node.NameOf(_graph.Node[n])} produces it: the graph has a cycle, or its nodes are not in an order in which they can run"
                : $"value {name} is used, but nothing produces it");
        _values.Add(name, value);
        return value;
    }

    private void Keep(NodeProto node, Value[] outputs)
    {
        for (int i = 0; i < node.Output.Count && i < outputs.Length; i++)
        {
            if (node.Output[i].Length == 0) continue;
            _values.Add(node.Output[i], outputs[i]);
            _computed += outputs[i] switch { Constant<float> c => c.Data.Length, Constant<Size> c => c.Data.Length, _ => 0 };
        }
        if (_computed > MostComputed) throw new UnsupportedGraphException($"the graph computes more than {MostComputed} constants");
    }

    /// <summary>An input: floating-point numbers whose last axis is that of one step, or integers, all of whose axes are open unless they are [T, B, K]: K numbers of a step.</summary>
    private Signal Input(ValueInfoProto input)
    {
        TypeProto.Types.Tensor? type = input.Type?.TensorType;
        if (type?.Shape is null || type.Shape.Dim.Count is < 1 or > 8) throw new UnsupportedGraphException($"input {input.Name}: expected a tensor of 1 to 8 axes");
        bool integers = (DataType)type.ElemType is DataType.Int32 or DataType.Int64 || _graph.Node.Any(n => IsCastToIntegers(n, input.Name));
        Axis[] axes = [.. type.Shape.Dim.Select((d, i) =>
        {
            bool isStep = integers ? i > 1 && d.DimValue > 0 : i > 0;
            AxisKind kind = isStep && i == type.Shape.Dim.Count - 1 ? AxisKind.Features : AxisKind.Open;
            return new Axis(kind, d.DimValue > 0 ? d.DimValue : Size.OfAxis(i));
        })];
        var stage = new Stage { Name = $"input {input.Name}", Features = [.. axes.Where(a => a.Kind is AxisKind.Features)] };
        return new Signal(stage, [.. axes.Select(a => new[] { a })]);
    }

    // Keras numbers words in floating point and casts them before it looks them up.
    private static bool IsCastToIntegers(NodeProto node, string input) =>
        node.OpType == "Cast" && node.Input.FirstOrDefault() == input && node.Attribute.FirstOrDefault(a => a.Name == "to") is { } to && (DataType)to.I is DataType.Int32 or DataType.Int64;

    private Signal Checked(string name, Signal output)
    {
        if (output.IsReversed) throw Error($"output {name} has its steps in reverse order");
        if (output.Stage.IsReverse) throw Error($"output {name}: {output.Stage.Name} runs in reverse direction only; a layer runs forward or both ways");
        if (!Enumerable.Range(0, output.Dims.Count).Any(output.Holds)) throw Error($"output {name}: expected the numbers of one step on an axis of their own, found {output.Description}");
        return output;
    }

    private (ValueInfoProto Input, Signal Signal) InputOf(Signal signal)
    {
        Stage stage = signal.Stage;
        while (stage.Input is { } before) stage = before;
        return _inputs.Values.Select(i => (Input: i, Signal: _values.GetValueOrDefault(i.Name) as Signal)).First(i => ReferenceEquals(i.Signal?.Stage, stage))!;
    }

    private ModelFormatException Error(string problem) => new(source, problem);
}
