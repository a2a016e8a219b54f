using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Network;

/// <summary>A stack of layers with its weights: immutable, shared by any number of streams and threads.</summary>
public sealed class SequenceNetwork
{
    /// <summary>Brings the weights into the layout of the kernels.</summary>
    public SequenceNetwork(ModelWeights model)
    {
        Layers = LayerBuilder.Build(model);
        IsCausal = model.Spec.IsCausal;
        WidestLayer = Layers.Max(l => l.Outputs);
    }

    /// <summary>Length of one input.</summary>
    public int InputSize => Layers[0].Inputs;

    /// <summary>Length of one output.</summary>
    public int OutputSize => Layers[^1].Outputs;

    /// <summary>Whether a sequence may be run piece by piece.</summary>
    public bool IsCausal { get; }

    internal Layer[] Layers { get; }

    internal int WidestLayer { get; }

    /// <summary>A fresh state for one stream.</summary>
    public NetworkState CreateState() => new(this);

    /// <summary>
    /// Runs T steps. A causal network goes on from <paramref name="state"/> and leaves it ready for the next piece: pieces of
    /// any length give the same numbers. A bidirectional network takes the input as one whole sequence.
    /// </summary>
    /// <param name="state">From <see cref="CreateState"/> of this network.</param>
    /// <param name="inputs">[T, InputSize].</param>
    /// <param name="outputs">[T, OutputSize].</param>
    /// <exception cref="ArgumentException">Lengths do not fit.</exception>
    public void Run(NetworkState state, ReadOnlySpan<float> inputs, Span<float> outputs)
    {
        int steps = inputs.Length / InputSize;
        if (inputs.Length != steps * InputSize || outputs.Length != steps * OutputSize)
            throw new ArgumentException($"Expected inputs [T, {InputSize}] and outputs [T, {OutputSize}], found {inputs.Length} and {outputs.Length} numbers.");
        float[] work = state.Reserve(2 * WidestLayer * steps);
        Span<float> now = work.AsSpan(0, work.Length / 2), next = work.AsSpan(work.Length / 2);
        ReadOnlySpan<float> x = inputs;
        for (int i = 0; i < Layers.Length; i++)
        {
            Span<float> y = i == Layers.Length - 1 ? outputs : next[..(steps * Layers[i].Outputs)];
            Layers[i].Run(x, steps, state.OfLayer(i), y);
            x = y;
            Span<float> swap = now;
            now = next;
            next = swap;
        }
    }
}
