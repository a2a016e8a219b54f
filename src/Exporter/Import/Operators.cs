using EmbeddedSeq.Exporter.Onnx;
using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Exporter.Import;

/// <summary>The table of operators that the importer knows.</summary>
internal static class Operators
{
    private static readonly Dictionary<string, Func<Node, Value[]>> s_operators = new(StringComparer.Ordinal)
    {
        ["Add"] = LayerOperators.Add,
        ["Cast"] = GlueOperators.Cast,
        ["Concat"] = GlueOperators.Concat,
        ["CumSum"] = FormulaOperators.CumSum,
        ["Div"] = FormulaOperators.Div,
        ["Dropout"] = GlueOperators.Dropout,
        ["Equal"] = GlueOperators.Equal,
        ["Expand"] = GlueOperators.Repeat,
        ["Gather"] = GlueOperators.Gather,
        ["Gemm"] = LayerOperators.Gemm,
        ["GreaterOrEqual"] = node => FormulaOperators.Binary(node, "GreaterOrEqual"),
        ["Identity"] = GlueOperators.Identity,
        ["Log"] = LayerOperators.Log,
        ["LogSoftmax"] = LayerOperators.LogSoftmax,
        ["GRU"] = RecurrentOperators.Gru,
        ["LayerNormalization"] = LayerOperators.LayerNormalization,
        ["Relu"] = node => LayerOperators.Apply(node, Activation.Relu),
        ["RNN"] = RecurrentOperators.Rnn,
        ["Sigmoid"] = node => LayerOperators.Apply(node, Activation.Sigmoid),
        ["Tanh"] = node => LayerOperators.Apply(node, Activation.Tanh),
        ["LSTM"] = RecurrentOperators.Lstm,
        ["MatMul"] = LayerOperators.MatMul,
        ["Max"] = node => FormulaOperators.Binary(node, "Max"),
        ["Mul"] = LayerOperators.Mul,
        ["Pow"] = node => FormulaOperators.Binary(node, "Pow"),
        ["Range"] = FormulaOperators.Range,
        ["ReduceMean"] = FormulaOperators.ReduceMean,
        ["ReduceProd"] = GlueOperators.ReduceProd,
        ["ReduceSum"] = FormulaOperators.ReduceSum,
        ["Reshape"] = GlueOperators.Reshape,
        ["ReverseSequence"] = GlueOperators.ReverseSequence,
        ["Shape"] = GlueOperators.Shape,
        ["Slice"] = GlueOperators.Slice,
        ["Softmax"] = LayerOperators.Softmax,
        ["Split"] = GlueOperators.Split,
        ["Sqrt"] = node => FormulaOperators.Unary(node, "Sqrt"),
        ["Squeeze"] = GlueOperators.Squeeze,
        ["Sub"] = node => FormulaOperators.Binary(node, "Sub"),
        ["Tile"] = GlueOperators.Repeat,
        ["Transpose"] = GlueOperators.Transpose,
        ["Unsqueeze"] = GlueOperators.Unsqueeze,
        ["Where"] = GlueOperators.Where,
    };

    /// <summary>Names of all operators, for documentation and messages.</summary>
    public static IEnumerable<string> Names => s_operators.Keys.Concat(["Constant", "ConstantOfShape"]).Order(StringComparer.Ordinal);

    /// <exception cref="UnsupportedGraphException">An operator or an attribute that is not known, or inputs that make no layer.</exception>
    public static Value[] Run(NodeProto proto, Node node, TensorReader tensors)
    {
        if (proto.Domain is not ("" or "ai.onnx")) throw new UnsupportedGraphException($"operators of domain {proto.Domain} are not supported");
        Value[] outputs = proto.OpType switch
        {
            "Constant" => GlueOperators.Constant(node, tensors),
            "ConstantOfShape" => GlueOperators.ConstantOfShape(node, tensors),
            _ when s_operators.TryGetValue(proto.OpType, out Func<Node, Value[]>? run) => run(node),
            _ => throw new UnsupportedGraphException("this operator is not supported"),
        };
        node.CheckAttributes();
        return outputs;
    }
}
