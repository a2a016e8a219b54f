using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>Where each trained tensor of a model lies in one flat vector, so that optimisers, gradient sums and checkpoints need not know about layers.</summary>
internal sealed class ParameterLayout
{
    private readonly Dictionary<string, Slot> _slots = [];

    public ParameterLayout(ModelSpec spec)
    {
        foreach (TensorSpec tensor in spec.LayerTensors())
        {
            int length = checked((int)Tensor.Product(tensor.Shape));
            _slots.Add(tensor.Name, new Slot(tensor.Name, tensor.Shape, Length, length));
            Length += (length + 15) / 16 * 16; // Each tensor starts on a 64-byte boundary.
        }
    }

    /// <summary>Numbers in the flat vector.</summary>
    public long Length { get; }

    /// <summary>The tensors in order.</summary>
    public IReadOnlyCollection<Slot> Slots => _slots.Values;

    public Slot this[string name] => _slots[name];

    /// <summary>Whether a tensor is the bias [4H] of an LSTM direction.</summary>
    public bool IsRecurrentBias(Slot slot) => slot.Shape.Length == 1 && _slots.ContainsKey(slot.Name.Replace("bias", "weight_hh", StringComparison.Ordinal));

    /// <summary>One tensor's place.</summary>
    internal sealed record Slot(string Name, int[] Shape, long Offset, int Length);
}
