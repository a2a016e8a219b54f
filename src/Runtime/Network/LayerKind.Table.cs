using EmbeddedSeq.Runtime.Network.Layers;

namespace EmbeddedSeq.Runtime.Network;

/// <content>The table of kinds: a row for each, recurrent cells first, in the order in which people are told of them.</content>
public abstract partial class LayerKind
{
    private static readonly List<LayerKind> s_all = [];

    /// <summary>Elman network: h = f(W x + U h' + b) (Elman 1990). With ReLU and a recurrent matrix that starts as the identity it is the IRNN of Le et al. 2015.</summary>
    public static LayerKind Rnn { get; } = Add(new RnnKind());

    /// <summary>Jordan network: h = f(W x + U y' + b), y = g(V h + d); what is fed back is the output y (Jordan 1986).</summary>
    public static LayerKind Jordan { get; } = Add(new JordanKind());

    /// <summary>Long short-term memory: Hochreiter and Schmidhuber 1997, forget gates of Gers et al. 2000, optional peepholes of Gers et al. 2002, optional projection of Sak et al. 2014.</summary>
    public static LayerKind Lstm { get; } = Add(new LstmKind());

    /// <summary>Gated recurrent unit (Cho et al. 2014): h = u·n + (1 − u)·h'.</summary>
    public static LayerKind Gru { get; } = Add(new GruKind());

    /// <summary>Clockwork network: groups of units that change every 1, 2, 4, … steps and read only groups as slow or slower (Koutník et al. 2014).</summary>
    public static LayerKind Clockwork { get; } = Add(new ClockworkKind());

    /// <summary>Structurally constrained network: s = (1 − α) B x + α s', h = σ(P s + A x + R h'); the output is h and s side by side (Mikolov et al. 2015).</summary>
    public static LayerKind Scrn { get; } = Add(new ScrnKind());

    /// <summary>y = f(W x + b) at every step.</summary>
    public static LayerKind Dense { get; } = Add(new DenseKind());

    /// <summary>Mean of the rows whose numbers are the layer's inputs, −1 for none; the first layer of a network that reads text.</summary>
    public static LayerKind Embedding { get; } = Add(new EmbeddingKind());

    /// <summary>Normalises each step to mean 0 and variance 1 over its numbers, then scales and shifts (Ba et al. 2016).</summary>
    public static LayerKind LayerNorm { get; } = Add(new LayerNormKind());

    /// <summary>Mean of the inputs of all steps so far; no tensors.</summary>
    public static LayerKind MeanPool { get; } = Add(new MeanPoolKind());

    /// <summary>Hyperbolic tangent of every number; no tensors.</summary>
    public static LayerKind Tanh { get; } = Add(new TanhKind());

    /// <summary>Logarithm of the softmax over all units of a step; no tensors.</summary>
    public static LayerKind LogSoftmax { get; } = Add(new LogSoftmaxKind());

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<LayerKind> All { get; } = s_all.AsReadOnly();

    /// <summary>The kind that a description calls so, or null.</summary>
    public static LayerKind? Named(string name)
    {
        foreach (LayerKind kind in s_all)
        {
            if (kind.Name == name) return kind;
        }
        return null;
    }

    private static LayerKind Add(LayerKind kind)
    {
        s_all.Add(kind);
        return kind;
    }
}
