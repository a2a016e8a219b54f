using EmbeddedSeq.Exporter.Onnx;
using Google.Protobuf;
using static EmbeddedSeq.Exporter.Onnx.TensorProto.Types;

namespace EmbeddedSeq.Exporter.Tests.Import;

/// <summary>A small ONNX file to be spoiled: x [T, B, 3] to an LSTM of 2 units, squeezed, to a dense layer of 2, y.</summary>
internal sealed class GraphSketch
{
    public GraphSketch()
    {
        GraphBuilder builder = new("sketch");
        builder.Input("x", DataType.Float, "", "T", "B", 3);
        builder.Constant("W", new float[8 * 3], 1, 8, 3);
        builder.Constant("R", new float[8 * 2], 1, 8, 2);
        builder.Constant("axis", [1]);
        builder.Constant("V", [1, 2, 3, 4], 2, 2);
        builder.Node("LSTM", "lstm", ["x", "W", "R"], ["Y"], GraphBuilder.Attribute("hidden_size", 2));
        builder.Node("Squeeze", "squeeze", ["Y", "axis"], ["h"]);
        builder.Node("MatMul", "dense", ["h", "V"], ["y"]);
        builder.Output("y", "", "T", "B", 2);
        Model = new ModelProto { IrVersion = 8, Graph = builder.Graph };
        Model.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        Add("tokens", "[\"\", \"a\"]");
        Add("features", "{\"bands\": 3, \"stack\": 1, \"skip\": 1}");
    }

    public ModelProto Model { get; }

    public NodeProto Node(string name) => Model.Graph.Node.Single(n => n.Name == name);

    public TensorProto Tensor(string name) => Model.Graph.Initializer.Single(t => t.Name == name);

    public void Add(string key, string value) => Model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });

    /// <summary>Lengths of the sequences that stand in the file.</summary>
    public void Lengths(int length)
    {
        Model.Graph.Initializer.Add(new TensorProto { Name = "lengths", DataType = (int)DataType.Int32, Dims = { 1 }, Int32Data = { length } });
        Node("lstm").Input.Add(["", "lengths"]);
    }

    public void Metadata(string key, string? value)
    {
        StringStringEntryProto entry = Model.MetadataProps.Single(e => e.Key == key);
        if (value is null) Model.MetadataProps.Remove(entry);
        else entry.Value = value;
    }

    public ImportedModel Import() => OnnxImporter.Import(Model.ToByteArray(), "sketch.onnx");
}
