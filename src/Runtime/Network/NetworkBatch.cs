using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Network.Layers;

namespace EmbeddedSeq.Runtime.Network;

/// <summary>
/// One step of many streams through a causal network: every weight is read once for all of them. A stream's outputs and state are
/// those that the step by itself gives, to the last bit. Sized at creation. Not for two threads at once.
/// </summary>
internal sealed class NetworkBatch
{
    private readonly SequenceNetwork _network;
    private readonly NetworkState[] _streams;
    private readonly AlignedArray _scratch; // What a layer works in.
    private AlignedArray _now, _next;       // Inputs and outputs of a layer, stream by stream.

    // The states of a layer where they lie. Two, since the outputs of a recurrent layer, which the next one reads, are in its states.
    private ScatteredRows _states, _statesBefore;

    /// <param name="network">Causal.</param>
    /// <param name="capacity">Streams of one run.</param>
    /// <exception cref="ArgumentException">The network reads the future.</exception>
    public NetworkBatch(SequenceNetwork network, int capacity)
    {
        if (!network.IsCausal) throw new ArgumentException("A bidirectional network runs whole utterances: streams have no steps in common.", nameof(network));
        _network = network;
        _streams = new NetworkState[capacity];
        int width = Math.Max(network.InputSize, network.WidestLayer);
        (_now, _next) = (new AlignedArray(capacity * width), new AlignedArray(capacity * width));
        (_states, _statesBefore) = (new ScatteredRows(capacity), new ScatteredRows(capacity));
        _scratch = new AlignedArray(network.ScratchSize(capacity));
    }

    /// <summary>Streams that a run can take.</summary>
    public int Capacity => _streams.Length;

    /// <summary>Streams whose step waits to be run.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a stream's next step.</summary>
    /// <param name="state">Of the stream; advanced by <see cref="Run"/>.</param>
    /// <param name="step">[InputSize].</param>
    public void Add(NetworkState state, ReadOnlySpan<float> step)
    {
        _streams[Count] = state;
        step.CopyTo(_now.Span.Slice(Count * _network.InputSize, _network.InputSize));
        Count++;
    }

    /// <summary>Runs the steps that wait.</summary>
    public void Run()
    {
        RowSet x = new(_now.Span, _network.InputSize, _network.InputSize);
        for (int i = 0; i < _network.Layers.Length; i++)
        {
            Layer layer = _network.Layers[i];
            for (int s = 0; s < Count; s++) _streams[s].AddTo(_states, s, i);
            x = layer.Step(x, Count, new RowSet(_states, layer.StateSize), _scratch.Span, _next.Span);
            (_now, _next) = (_next, _now);
            (_states, _statesBefore) = (_statesBefore, _states);
        }
        for (int s = 0; s < Count; s++) x[s].CopyTo(_now.Span.Slice(s * _network.OutputSize, _network.OutputSize));
    }

    /// <summary>[OutputSize] of the stream that was added as number <paramref name="index"/>; valid until <see cref="Clear"/>.</summary>
    public ReadOnlySpan<float> Output(int index) => _now.Span.Slice(index * _network.OutputSize, _network.OutputSize);

    /// <summary>Makes room for the next steps.</summary>
    public void Clear()
    {
        Array.Clear(_streams, 0, Count);
        _states.Clear(Count);
        _statesBefore.Clear(Count);
        Count = 0;
    }
}
