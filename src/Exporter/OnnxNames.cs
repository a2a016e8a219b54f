using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Exporter;

/// <summary>Names of the inputs and outputs of an exported graph. T steps, B sequences, I numbers of one step, H units, V outputs.</summary>
public static class OnnxNames
{
    /// <summary>Input, float [T, B, I]: normalised, stacked features.</summary>
    public const string Features = "features";

    /// <summary>Input of the whole-utterance form, int32 [B]: number of steps of each sequence, 1 to T.</summary>
    public const string Lengths = "lengths";

    /// <summary>Output, float [T, B, V]: "log_probs", or "outputs" if the network does not end in a log-softmax.</summary>
    public static string Output(ModelSpec spec) => spec.Layers[^1].Kind is LayerKind.LogSoftmax ? "log_probs" : "outputs";

    /// <summary>Input of the streaming form, float [1, B, H]: output of LSTM layer <paramref name="layer"/> at the step before; zeros at the start.</summary>
    public static string Hidden(int layer) => $"h{layer}";

    /// <summary>Input of the streaming form, float [1, B, H]: cells of LSTM layer <paramref name="layer"/> after the step before; zeros at the start.</summary>
    public static string Cell(int layer) => $"c{layer}";

    /// <summary>Output of the streaming form: what the next piece takes as <see cref="Hidden"/> or <see cref="Cell"/>.</summary>
    public static string Next(string state) => "next_" + state;

    /// <summary>The state inputs of the streaming form with their lengths: for each layer in order what it remembers, in the order of its state, named by docs/model-format.md and the layer's number.</summary>
    public static IEnumerable<(string Name, int Units)> States(ModelSpec spec) => spec.Layers
        .SelectMany((layer, i) => layer.States().Select(s => ($"{s.Name}{i}", s.Length)));
}
