using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Network;

/// <summary>
/// One step of many streams through a causal network: every weight is read once for all of them. A stream's outputs and state are
/// those that the step by itself gives, to the last bit. Sized at creation. Not for two threads at once.
/// </summary>
internal sealed class NetworkBatch
{
    private readonly SequenceNetwork _network;
    private readonly NetworkState[] _states;
    private readonly AlignedArray _scratch, _layerStates; // What a layer works in; the states of one layer side by side.
    private AlignedArray _now, _next;                     // Inputs and outputs of a layer, stream by stream.

    /// <param name="network">Causal.</param>
    /// <param name="capacity">Streams of one run.</param>
    /// <exception cref="ArgumentException">The network reads the future.</exception>
    public NetworkBatch(SequenceNetwork network, int capacity)
    {
        if (!network.IsCausal) throw new ArgumentException("A bidirectional network runs whole utterances: streams have no steps in common.", nameof(network));
        _network = network;
        _states = new NetworkState[capacity];
        int width = Math.Max(network.InputSize, network.WidestLayer);
        (_now, _next) = (new AlignedArray(capacity * width), new AlignedArray(capacity * width));
        _layerStates = new AlignedArray(capacity * network.Layers.Max(l => l.StateSize));
        _scratch = new AlignedArray(network.ScratchSize(capacity));
    }

    /// <summary>Streams that a run can take.</summary>
    public int Capacity => _states.Length;

    /// <summary>Streams whose step waits to be run.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a stream's next step.</summary>
    /// <param name="state">Of the stream; advanced by <see cref="Run"/>.</param>
    /// <param name="step">[InputSize].</param>
    public void Add(NetworkState state, ReadOnlySpan<float> step)
    {
        _states[Count] = state;
        step.CopyTo(_now.Span.Slice(Count * _network.InputSize, _network.InputSize));
        Count++;
    }

    /// <summary>Runs the steps that wait.</summary>
    public void Run()
    {
        for (int i = 0; i < _network.Layers.Length; i++)
        {
            Layer layer = _network.Layers[i];
            int size = layer.StateSize;
            for (int s = 0; s < Count && size > 0; s++) _states[s].OfLayer(i).CopyTo(_layerStates.Span.Slice(s * size, size));
            layer.Step(_now.Span[..(Count * layer.Inputs)], Count, _layerStates.Span, _scratch.Span, _next.Span);
            for (int s = 0; s < Count && size > 0; s++) _layerStates.Span.Slice(s * size, size).CopyTo(_states[s].OfLayer(i));
            (_now, _next) = (_next, _now);
        }
    }

    /// <summary>[OutputSize] of the stream that was added as number <paramref name="index"/>; valid until <see cref="Clear"/>.</summary>
    public ReadOnlySpan<float> Output(int index) => _now.Span.Slice(index * _network.OutputSize, _network.OutputSize);

    /// <summary>Makes room for the next steps.</summary>
    public void Clear()
    {
        Array.Clear(_states, 0, Count);
        Count = 0;
    }
}
