using EmbeddedSeq.Exporter.Import;
using EmbeddedSeq.Exporter.Onnx;
using EmbeddedSeq.Runtime.Model;
using Google.Protobuf;

namespace EmbeddedSeq.Exporter;

/// <summary>
/// Reads an ONNX graph of recurrent, dense and softmax layers, as PyTorch, Keras and <see cref="OnnxExporter"/> write them, as a
/// model. docs/onnx.md lists the operators. A file is hostile until checked.
/// </summary>
public static class OnnxImporter
{
    // Enough for what operators with graphs as attributes nest.
    private const int DeepestMessage = 100;

    /// <exception cref="ModelFormatException">Not an ONNX file, a damaged one, or a graph that has no equal here; the message names the node or tensor.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ImportedModel Import(string path, OnnxImportOptions? options = null)
    {
        using FileStream stream = File.OpenRead(path);
        ModelProto model = Parse(path, stream);
        return new ModelAssembler(path, options ?? new()).Assemble(model, new TensorReader(Path.GetDirectoryName(Path.GetFullPath(path))));
    }

    /// <summary>As <see cref="Import(string, OnnxImportOptions?)"/>, from the bytes of a file.</summary>
    /// <exception cref="ModelFormatException">As there.</exception>
    public static ImportedModel Import(byte[] file, string name, OnnxImportOptions? options = null)
    {
        using var stream = new MemoryStream(file);
        return new ModelAssembler(name, options ?? new()).Assemble(Parse(name, stream), new TensorReader(folder: null));
    }

    private static ModelProto Parse(string source, Stream stream)
    {
        if (stream.Length > int.MaxValue) throw new ModelFormatException(source, $"an ONNX file has at most {int.MaxValue} bytes, found {stream.Length}");
        try
        {
            using CodedInputStream input = CodedInputStream.CreateWithLimits(stream, int.MaxValue, DeepestMessage);
            return ModelProto.Parser.ParseFrom(input);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new ModelFormatException(source, $"not an ONNX file, or a truncated one: {e.Message}", e);
        }
    }
}
