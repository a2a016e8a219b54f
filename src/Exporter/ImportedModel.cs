using EmbeddedSeq.Exporter.Import;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Exporter;

/// <summary>A model that was read from an ONNX file.</summary>
public sealed class ImportedModel
{
    // More nobody has fixed on purpose.
    private const int MostSequences = 1 << 10;

    internal ImportedModel(ModelWeights weights, ImportedGraph graph) => (Weights, Graph) = (weights, graph);

    /// <summary>The model.</summary>
    public ModelWeights Weights { get; }

    /// <summary>Name of the graph's input that is the model's.</summary>
    public string Input => Graph.Input.Name;

    /// <summary>Name of the graph's output that is the model's.</summary>
    public string Output => Graph.OutputName;

    /// <summary>Whether the graph writes probabilities where the model writes their logarithms.</summary>
    public bool IsProbability => Graph.Output.Stage.IsProbability;

    /// <summary>Whether the graph writes what the model puts a log-softmax behind.</summary>
    public bool IsLogits => !IsProbability && Weights.Spec.Layers.Count > Graph.Layers().Count;

    /// <summary>Whether the graph has one result for a sequence, that of its last step; the model has one at every step.</summary>
    public bool IsLastStep => Graph.Output.IsLast;

    /// <summary>How many sequences the graph runs with, if the state that it starts from was made for as many when it was exported; the model reads any number.</summary>
    public int? Sequences => (int?)Graph.Layers().Select(l => l.Sequences).FirstOrDefault(n => n is > 0 and <= MostSequences);

    internal ImportedGraph Graph { get; }
}
