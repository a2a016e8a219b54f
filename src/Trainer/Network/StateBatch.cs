using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>What the layers of a network remember of each sequence of a batch, or the gradient of it: zeros at first. Made by <see cref="TrainableNetwork.CreateStates"/>.</summary>
internal sealed unsafe class StateBatch
{
    private readonly AlignedBuffer[] _layers;
    private readonly int[] _sizes;

    /// <param name="sizes">Numbers of state of each layer of the model; 0 for those without.</param>
    /// <param name="count">B, the number of sequences.</param>
    public StateBatch(IReadOnlyList<int> sizes, int count)
    {
        (_sizes, Count) = ([.. sizes], count);
        _layers = [.. sizes.Select(s => new AlignedBuffer((long)Math.Max(1, s) * count))];
    }

    /// <summary>B.</summary>
    public int Count { get; }

    /// <summary>The state of one sequence in one layer of the model: [StateSize], in the order of docs/model-format.md.</summary>
    public Span<float> Of(int layer, int sequence)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)sequence, (uint)Count, nameof(sequence));
        return _layers[layer].Span((long)sequence * _sizes[layer], _sizes[layer]);
    }

    /// <summary>All sequences in one layer: rows of [StateSize].</summary>
    public StateView OfLayer(int layer) => new(_layers[layer].Pointer, _sizes[layer]);

    /// <summary>Zeros for all sequences.</summary>
    public void Clear()
    {
        for (int b = 0; b < Count; b++) Clear(b);
    }

    /// <summary>Zeros for one sequence, for example where a new text begins.</summary>
    public void Clear(int sequence)
    {
        for (int layer = 0; layer < _layers.Length; layer++) Of(layer, sequence).Clear();
    }
}
