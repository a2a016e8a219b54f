using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>Where each trained tensor of a model lies in one flat vector, so that optimisers, gradient sums and checkpoints need not know about layers.</summary>
internal sealed class ParameterLayout
{
    private readonly Dictionary<string, Slot> _slots = [];
    private readonly IReadOnlyDictionary<string, string> _tied;

    /// <param name="spec">The model.</param>
    /// <param name="tied">Tensors that are the same numbers as one that comes earlier and has the same shape.</param>
    public ParameterLayout(ModelSpec spec, IReadOnlyDictionary<string, string>? tied = null)
    {
        _tied = tied ?? new Dictionary<string, string>();
        foreach ((string network, IReadOnlyList<LayerSpec> layers) in spec.AllNetworks())
        {
            for (int i = 0; i < layers.Count; i++) Add(layers[i], LayerSpec.Prefix(i, network));
        }
    }

    /// <summary>Numbers in the flat vector.</summary>
    public long Length { get; private set; }

    /// <summary>The tensors in order, those that are tied to others once.</summary>
    public IEnumerable<Slot> Slots => _slots.Values.Where(s => !_tied.ContainsKey(s.Name));

    /// <summary>All tensors of the model.</summary>
    public IReadOnlyCollection<Slot> Tensors => _slots.Values;

    public Slot this[string name] => _slots[name];

    private void Add(LayerSpec layer, string prefix)
    {
        foreach (TensorSpec tensor in layer.Tensors())
        {
            (string name, int length) = (prefix + tensor.Name, checked((int)Tensor.Product(tensor.Shape)));
            if (_tied.TryGetValue(name, out string? other))
            {
                _slots.Add(name, _slots[other] with { Name = name });
                continue;
            }
            _slots.Add(name, new Slot(name, tensor.Shape, Length, length, layer, tensor.Start));
            Length += (length + 15) / 16 * 16; // Each tensor starts on a 64-byte boundary.
        }
    }

    /// <summary>One tensor's place.</summary>
    /// <param name="Name">With the layer's prefix.</param>
    /// <param name="Shape">As in the model.</param>
    /// <param name="Offset">In the flat vector.</param>
    /// <param name="Length">Numbers.</param>
    /// <param name="Layer">The layer that it belongs to.</param>
    /// <param name="Start">Its numbers before a training.</param>
    internal sealed record Slot(string Name, int[] Shape, long Offset, int Length, LayerSpec Layer, TensorStart Start);
}
