using System.Runtime.CompilerServices;
using EmbeddedSeq.Runtime.Network.Layers;

namespace EmbeddedSeq.Runtime.Network;

/// <summary>A stack of layers with its weights: immutable, shared by any number of streams and threads.</summary>
public sealed class SequenceNetwork
{
    /// <param name="name">Name of the network, with which those of its tensors begin.</param>
    /// <param name="layers">From input to output, at least one.</param>
    /// <param name="weights">Their tensors, used in place.</param>
    internal SequenceNetwork(string name, IReadOnlyList<LayerSpec> layers, NetworkWeights weights)
    {
        (Layers, IsCausal) = (new Layer[layers.Count], true);
        for (int i = 0; i < layers.Count; i++)
        {
            Layers[i] = layers[i].Kind.Create(new LayerWeights(weights, layers[i], LayerSpec.Prefix(i, name)));
            IsCausal &= !layers[i].Bidirectional;
        }
        foreach (Layer layer in Layers) WidestLayer = Math.Max(WidestLayer, layer.Outputs);
        (InputSize, OutputSize) = (Layers[0].Inputs, Layers[^1].Outputs);
    }

    /// <summary>Length of one input.</summary>
    public int InputSize { get; }

    /// <summary>Length of one output.</summary>
    public int OutputSize { get; }

    /// <summary>Whether a sequence may be run piece by piece.</summary>
    public bool IsCausal { get; }

    internal Layer[] Layers { get; }

    internal int WidestLayer { get; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal int ScratchSize(int steps)
    {
        int size = 0;
        foreach (Layer layer in Layers) size = Math.Max(size, layer.ScratchSize(steps));
        return size;
    }

    /// <summary>A fresh state for one stream.</summary>
    public NetworkState CreateState() => new(this);

    /// <summary>
    /// Runs some steps through a scratch state, so that the first step of a stream finds the code compiled and the weights in
    /// memory: takes tens of milliseconds in a fresh process. <see cref="SpeechModel.Warmup"/> does it for all of a recogniser.
    /// </summary>
    public void Warmup()
    {
        const int steps = 4; // The first has everything compiled, which drives the weights out of the caches; the others fetch them back.
        NetworkState state = CreateState();
        float[] inputs = new float[InputSize], outputs = new float[OutputSize];
        for (int t = 0; t < steps; t++) Run(state, inputs, outputs);
    }

    /// <summary>
    /// Runs T steps. A causal network goes on from <paramref name="state"/> and leaves it ready for the next piece: pieces of
    /// any length give the same numbers. A bidirectional network takes the input as one whole sequence: reset the state before the
    /// next one, unless its layers are to start from other states than zeros.
    /// </summary>
    /// <param name="state">From <see cref="CreateState"/> of this network.</param>
    /// <param name="inputs">[T, InputSize].</param>
    /// <param name="outputs">[T, OutputSize].</param>
    /// <exception cref="ArgumentException">Lengths do not fit.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)] // Compiled once, not a second time with every method that calls it often.
    public void Run(NetworkState state, ReadOnlySpan<float> inputs, Span<float> outputs)
    {
        int steps = inputs.Length / InputSize;
        if (inputs.Length != steps * InputSize || outputs.Length != steps * OutputSize)
            throw Misfit(inputs.Length, outputs.Length);
        int width = WidestLayer * steps;
        Span<float> work = state.Reserve(2 * width + ScratchSize(steps));
        Span<float> now = work[..width], next = work.Slice(width, width), scratch = work[(2 * width)..];
        ReadOnlySpan<float> x = inputs;
        for (int i = 0; i < Layers.Length; i++)
        {
            Span<float> y = i == Layers.Length - 1 ? outputs : next[..(steps * Layers[i].Outputs)];
            Layers[i].Run(x, steps, state.OfLayer(i), scratch, y);
            x = y;
            Span<float> swap = now;
            now = next;
            next = swap;
        }
    }

    // The text is put together elsewhere, since compiling that takes more memory than the whole rest of the method it is thrown in.
    private ArgumentException Misfit(int inputs, int outputs) => new($"Expected inputs [T, {InputSize}] and outputs [T, {OutputSize}], found {inputs} and {outputs} numbers.");
}
