using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>Where each trained tensor of a model lies in one flat vector, so that optimisers, gradient sums and checkpoints need not know about layers.</summary>
internal sealed class ParameterLayout
{
    private readonly Dictionary<string, Slot> _slots = [];

    public ParameterLayout(ModelSpec spec)
    {
        foreach ((string network, IReadOnlyList<LayerSpec> layers) in spec.AllNetworks())
        {
            for (int i = 0; i < layers.Count; i++) Add(layers[i], ModelSpec.Prefix(i, network));
        }
    }

    /// <summary>Numbers in the flat vector.</summary>
    public long Length { get; private set; }

    /// <summary>The tensors in order.</summary>
    public IReadOnlyCollection<Slot> Slots => _slots.Values;

    public Slot this[string name] => _slots[name];

    private void Add(LayerSpec layer, string prefix)
    {
        foreach (TensorSpec tensor in layer.Tensors())
        {
            int length = checked((int)Tensor.Product(tensor.Shape));
            _slots.Add(prefix + tensor.Name, new Slot(prefix + tensor.Name, tensor.Shape, Length, length, layer, tensor.Name));
            Length += (length + 15) / 16 * 16; // Each tensor starts on a 64-byte boundary.
        }
    }

    /// <summary>One tensor's place.</summary>
    /// <param name="Name">With the layer's prefix.</param>
    /// <param name="Shape">As in the model.</param>
    /// <param name="Offset">In the flat vector.</param>
    /// <param name="Length">Numbers.</param>
    /// <param name="Layer">The layer that it belongs to.</param>
    /// <param name="Tensor">Name within the layer.</param>
    internal sealed record Slot(string Name, int[] Shape, long Offset, int Length, LayerSpec Layer, string Tensor);
}
