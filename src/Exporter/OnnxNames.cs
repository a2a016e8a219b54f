using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Exporter;

/// <summary>Names of the inputs and outputs of an exported graph. T steps, B sequences, I numbers of one step, K numbers of rows, H units, V outputs; N tokens; E numbers of a vector; W sentences.</summary>
public static class OnnxNames
{
    /// <summary>Input, float [T, B, I]: normalised, stacked features.</summary>
    public const string Features = "features";

    /// <summary>Input, int64 [T, B, K], of a network that begins with an embedding: numbers of rows.</summary>
    public const string Rows = "rows";

    /// <summary>Input of the whole-utterance form, int32 [B]: number of steps of each sequence, 1 to T; in a model of paragraphs of each sentence.</summary>
    public const string Lengths = "lengths";

    /// <summary>Input, int64 []: most tokens that a model of several networks may write, the end symbol included; in a model of paragraphs of one sentence, and there at least 1.</summary>
    public const string Longest = "longest";

    /// <summary>Input, int64 []: most sentences that a model of paragraphs may write, the empty one at the end included.</summary>
    public const string Sentences = "sentences";

    /// <summary>Output, int64 [N]: the tokens that a model of several networks wrote; the last is the end symbol unless the text was cut. Of a model of paragraphs [W, <see cref="Longest"/>] for W sentences, filled with end symbols.</summary>
    public const string Tokens = "tokens";

    /// <summary>Output, float []: ln p of all of <see cref="Tokens"/>; of a model of paragraphs [W], for each sentence.</summary>
    public const string LogProbability = "log_probability";

    /// <summary>Output, float [1, 1, E]: the vector that stands for the source.</summary>
    public const string Vector = "vector";

    /// <summary>Output, float [T, B, V]: "log_probs", or "outputs" if the network does not end in a log-softmax.</summary>
    public static string Output(ModelSpec spec) => spec.Layers[^1].Kind == LayerKind.LogSoftmax ? "log_probs" : "outputs";

    /// <summary>Input of the streaming form, float [1, B, n]: a part of what layer <paramref name="layer"/> remembers, for example "h"; zeros at the start.</summary>
    public static string State(string part, int layer) => $"{part}{layer}";

    /// <summary>Output of the streaming form: what the next piece takes as <see cref="State"/>.</summary>
    public static string Next(string state) => "next_" + state;

    /// <summary>The state inputs of the streaming form with their lengths: for each layer in order what it remembers, in the order of its state, named by docs/model-format.md and the layer's number.</summary>
    public static IEnumerable<(string Name, int Units)> States(ModelSpec spec) => States(spec, NetworkNames.Main);

    /// <summary>As the other, of one network; where a graph has several, their names stand before.</summary>
    internal static IEnumerable<(string Name, int Units)> States(ModelSpec spec, string network) => spec.NetworkLayers(network)
        .SelectMany((layer, i) => layer.States().Select(s => (StateOf(network, s.Name, i), s.Length)));

    internal static string StateOf(string network, string part, int layer) => network == NetworkNames.Main ? State(part, layer) : $"{network}_{State(part, layer)}";
}
