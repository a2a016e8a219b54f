namespace EmbeddedSeq.Runtime.Model;

/// <summary>The kinds of layer. Shapes and names of their tensors: docs/model-format.md.</summary>
public enum LayerKind
{
    /// <summary>Long short-term memory: Hochreiter and Schmidhuber 1997, forget gates of Gers et al. 2000, optional peepholes of Gers et al. 2002, optional projection of Sak et al. 2014.</summary>
    Lstm,

    /// <summary>y = f(W x + b) at every step.</summary>
    Dense,

    /// <summary>Logarithm of the softmax over all units of a step; no tensors.</summary>
    LogSoftmax,

    /// <summary>Mean of the rows whose numbers are the layer's inputs, −1 for none; the first layer of a network that reads text.</summary>
    Embedding,

    /// <summary>Hyperbolic tangent of every number; no tensors.</summary>
    Tanh,

    /// <summary>Mean of the inputs of all steps so far; no tensors.</summary>
    MeanPool,

    /// <summary>Elman network: h = f(W x + U h' + b) (Elman 1990). With ReLU and a recurrent matrix that starts as the identity it is the IRNN of Le et al. 2015.</summary>
    Rnn,

    /// <summary>Jordan network: h = f(W x + U y' + b), y = g(V h + d); what is fed back is the output y (Jordan 1986).</summary>
    Jordan,

    /// <summary>Gated recurrent unit (Cho et al. 2014): h = u·n + (1 − u)·h'.</summary>
    Gru,

    /// <summary>Clockwork network: groups of units that change every 1, 2, 4, … steps and read only groups as slow or slower (Koutník et al. 2014).</summary>
    Clockwork,

    /// <summary>Structurally constrained network: s = (1 − α) B x + α s', h = σ(P s + A x + R h'); the output is h and s side by side (Mikolov et al. 2015).</summary>
    Scrn,

    /// <summary>Normalises each step to mean 0 and variance 1 over its numbers, then scales and shifts (Ba et al. 2016).</summary>
    LayerNorm,
}
