using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>
/// The weights of a trained model as the first ones of another training. A network with more units in its recurrent layers, or with a
/// reverse direction where it had none, starts as the same function: what is new begins with random weights, but nothing listens to it yet. (Growing a trained network: Chen,
/// Goodfellow and Shlens 2016, Net2Net; they copy units instead.)
/// </summary>
internal static class StartingWeights
{
    /// <summary>Fills the weights of a new training.</summary>
    /// <param name="initial">The trained model.</param>
    /// <param name="spec">The new model: the same layers, or causal recurrent ones of more units or with a reverse direction.</param>
    /// <param name="layout">Of the new model.</param>
    /// <param name="weights">Filled.</param>
    /// <param name="seed">Of the random weights of new units.</param>
    /// <exception cref="ModelFormatException">The models differ in more than the units and directions of their recurrent layers, or the new one is narrower.</exception>
    public static void Fill(ModelWeights initial, ModelSpec spec, ParameterLayout layout, AlignedBuffer weights, int seed)
    {
        if (!Fits(initial.Spec, spec))
            throw new ModelFormatException(initial.Spec.Name, "the model to start from has other features, layers or tokens than the recipe describes; only recurrent layers of one direction may become wider or get the other one");
        WeightInitializer.Fill(layout, weights, seed);
        HashSet<string> trained = [.. initial.Tensors.Select(t => t.Name)];
        foreach (ParameterLayout.Slot slot in layout.Slots.Where(s => trained.Contains(s.Name))) Copy(initial[slot.Name], slot, weights.Span(slot.Offset, slot.Length));
    }

    private static bool Fits(ModelSpec initial, ModelSpec spec)
    {
        if (initial.Layers.Count != spec.Layers.Count) return false;
        LayerSpec[] narrow = [.. spec.Layers.Zip(initial.Layers, (wide, old) => wide with { Inputs = old.Inputs, Units = old.Units, Bidirectional = old.Bidirectional })];
        return (spec with { Layers = narrow }).ToJson() == (initial with { Name = spec.Name }).ToJson() && spec.Layers.Zip(initial.Layers, MayFollow).All(may => may);
    }

    private static bool MayFollow(LayerSpec wide, LayerSpec old)
    {
        if (wide.Units == old.Units && wide.Inputs == old.Inputs && wide.Bidirectional == old.Bidirectional) return true;
        return !old.Bidirectional && wide.Units >= old.Units && wide.Inputs >= old.Inputs && wide.Kind.CanGrow(old, wide);
    }

    /// <summary>Tensors are [blocks of units, inputs] or [blocks of units]: a trained unit keeps its place within its block and gets nothing from new inputs.</summary>
    private static void Copy(Tensor old, ParameterLayout.Slot slot, Span<float> target)
    {
        if (old.Shape.SequenceEqual(slot.Shape))
        {
            old.Data.CopyTo(target);
            return;
        }
        int blocks = slot.Shape[0] / slot.Layer.Units, oldUnits = old.Shape[0] / blocks;
        int columns = target.Length / slot.Shape[0], oldColumns = old.Data.Length / old.Shape[0];
        for (int row = 0; row < old.Shape[0]; row++)
        {
            Span<float> into = target.Slice((row / oldUnits * slot.Layer.Units + row % oldUnits) * columns, columns);
            old.Data.AsSpan(row * oldColumns, oldColumns).CopyTo(into);
            into[oldColumns..].Clear();
        }
    }
}
