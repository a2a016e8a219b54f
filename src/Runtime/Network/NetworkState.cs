using System.Runtime.CompilerServices;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Network;

/// <summary>What one stream through a network remembers, and the room for its intermediate results; sized at creation. Not for two threads at once.</summary>
public sealed class NetworkState
{
    private readonly int[] _offsets;
    private readonly AlignedArray _memory;
    private AlignedArray _work = new(0);

    internal NetworkState(SequenceNetwork network)
    {
        _offsets = new int[network.Layers.Length + 1];
        for (int i = 0; i < network.Layers.Length; i++) _offsets[i + 1] = _offsets[i] + network.Layers[i].StateSize;
        _memory = new AlignedArray(_offsets[^1]);
        Reserve(2 * network.WidestLayer + network.ScratchSize(steps: 1)).Clear();
        Reset(); // Written once, the memory is there: the first step waits for no page.
    }

    /// <summary>Back to the state before the first step: zeros.</summary>
    public void Reset() => _memory.Span.Clear();

    /// <summary>Takes over the memory of another state of the same network.</summary>
    /// <exception cref="ArgumentException">The states are of different networks.</exception>
    public void CopyFrom(NetworkState other)
    {
        if (other._memory.Length != _memory.Length) throw new ArgumentException($"A state of {_memory.Length} numbers cannot take over one of {other._memory.Length}.", nameof(other));
        other._memory.Span.CopyTo(_memory.Span);
    }

    /// <summary>The memory of all layers.</summary>
    internal Span<float> Memory => _memory.Span;

    /// <summary>Saves or restores the memory.</summary>
    internal void Transfer(ref StateTransfer state) => state.Values(_memory.Span);

    /// <summary>
    /// The memory of layer <paramref name="index"/>, to be read after a run or set before one. A recurrent layer's begins with its
    /// output: Lstm h, c; Rnn and Gru h; Jordan y; Clockwork h and the number of the step modulo the longest period; Scrn h, s.
    /// A bidirectional layer has the forward direction's and then the reverse one's; MeanPool has the sum of the steps and their number, other layers nothing.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Span<float> OfLayer(int index) => _memory.Span[_offsets[index].._offsets[index + 1]];

    /// <summary>As <see cref="OfLayer"/>, as a row among those of other streams.</summary>
    internal void AddTo(ScatteredRows rows, int row, int layer) => rows.Set(row, _memory, _offsets[layer], _offsets[layer + 1] - _offsets[layer]);

    /// <summary>Working memory of one run; grows when a longer sequence than ever comes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal Span<float> Reserve(int size) => (_work.Length >= size ? _work : _work = new AlignedArray(size)).Span[..size];
}
