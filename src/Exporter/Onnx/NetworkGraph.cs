using EmbeddedSeq.Runtime.Model;
using static EmbeddedSeq.Exporter.Onnx.GraphBuilder;
using static EmbeddedSeq.Exporter.Onnx.TensorProto.Types;

namespace EmbeddedSeq.Exporter.Onnx;

/// <summary>Layers to nodes. T steps, B sequences, I inputs, H units, D directions; every value between layers is [T, B, ...].</summary>
internal sealed class NetworkGraph(ModelWeights model, OnnxExportOptions options)
{
    private readonly GraphBuilder _graph = new("sequence_network");
    private readonly ModelSpec _spec = model.Spec;
    private readonly object _steps = options.Steps as object ?? "T", _batch = options.Batch as object ?? "B";

    public GraphProto Build()
    {
        string value = _graph.Input(OnnxNames.Features, DataType.Float, "Normalised, stacked features.", _steps, _batch, _spec.InputSize);
        if (options.Form is OnnxForm.Whole) _graph.Input(OnnxNames.Lengths, DataType.Int32, "Number of steps of each sequence, 1 to T; outputs of later steps mean nothing.", _batch);
        _graph.Output(OnnxNames.Output(_spec), "One number for each token.", _steps, _batch, _spec.OutputSize);
        for (int i = 0; i < _spec.Layers.Count; i++)
        {
            string result = i == _spec.Layers.Count - 1 ? OnnxNames.Output(_spec) : ModelSpec.Prefix(i) + "output";
            Layer(i, value, result);
            value = result;
        }
        return _graph.Graph;
    }

    private void Layer(int index, string x, string y)
    {
        string prefix = ModelSpec.Prefix(index);
        switch (_spec.Layers[index].Kind)
        {
            case LayerKind.Lstm: Lstm(index, prefix, x, y); break;
            case LayerKind.Dense: Dense(_spec.Layers[index], prefix, x, y); break;
            case LayerKind.LogSoftmax: _graph.Node("LogSoftmax", prefix + "log_softmax", [x], [y], Attribute("axis", -1)); break;
            case var kind: throw new ModelFormatException(_spec.Name, $"layers[{index}]: no ONNX operator for kind {kind}");
        }
    }

    private void Lstm(int index, string prefix, string x, string y)
    {
        LayerSpec layer = _spec.Layers[index];
        int h = layer.Units, d = layer.Bidirectional ? 2 : 1;
        var tensors = new LstmTensors(model, index);
        string w = _graph.Constant(prefix + "W", tensors.InputWeights, d, 4 * h, layer.Inputs);
        string r = _graph.Constant(prefix + "R", tensors.RecurrentWeights, d, 4 * h, h);
        string b = _graph.Constant(prefix + "B", tensors.Biases, d, 8 * h);
        string raw = prefix + "Y"; // [T, D, B, H]
        (string[] inputs, string[] outputs) = options.Form is OnnxForm.Streaming
            ? (new[] { x, w, r, b, "", State(OnnxNames.Hidden(index), h), State(OnnxNames.Cell(index), h) }, new[] { raw, OnnxNames.Next(OnnxNames.Hidden(index)), OnnxNames.Next(OnnxNames.Cell(index)) })
            : ([x, w, r, b, OnnxNames.Lengths], [raw]);
        _graph.Node("LSTM", prefix + "lstm", inputs, outputs, Attribute("hidden_size", h), Attribute("direction", layer.Bidirectional ? "bidirectional" : "forward"));
        JoinDirections(layer, prefix, raw, y);
    }

    private string State(string name, int units)
    {
        _graph.Output(OnnxNames.Next(name), $"{name} after the last step: input of the next run.", 1, _batch, units);
        return _graph.Input(name, DataType.Float, "State after the step before; zeros at the start.", 1, _batch, units);
    }

    /// <summary>[T, D, B, H] to [T, B, D·H].</summary>
    private void JoinDirections(LayerSpec layer, string prefix, string raw, string y)
    {
        if (!layer.Bidirectional)
        {
            _graph.Node("Squeeze", prefix + "squeeze", [raw, _graph.Constant(prefix + "direction_axis", [1])], [y]);
            return;
        }
        string byBatch = prefix + "Y_by_batch"; // [T, B, D, H]
        _graph.Node("Transpose", prefix + "transpose", [raw], [byBatch], Attribute("perm", 0, 2, 1, 3));
        _graph.Node("Reshape", prefix + "reshape", [byBatch, _graph.Constant(prefix + "joined_shape", [0, 0, layer.Outputs])], [y]); // 0 keeps a dimension.
    }

    private void Dense(LayerSpec layer, string prefix, string x, string y)
    {
        float[] weight = model[prefix + "weight"].Data, transposed = new float[weight.Length]; // [O, I] to [I, O]
        for (int o = 0; o < layer.Units; o++)
            for (int i = 0; i < layer.Inputs; i++) transposed[i * layer.Units + o] = weight[o * layer.Inputs + i];
        string product = prefix + "product";
        _graph.Node("MatMul", prefix + "matmul", [x, _graph.Constant(prefix + "weight", transposed, layer.Inputs, layer.Units)], [product]);
        _graph.Node("Add", prefix + "add", [product, _graph.Constant(prefix + "bias", model[prefix + "bias"].Data, layer.Units)], [y]);
    }
}
