using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Trainer.Network;
using EmbeddedSeq.Trainer.Recipes;

namespace EmbeddedSeq.Trainer.Training;

/// <summary>The weights that the training of an encoder of spoken words begins with: fresh ones, and over them what a trained model has of the same shape.</summary>
internal sealed class EmbeddingStart
{
    // Only what is left of a word at its end becomes the vector. σ(3)^20 is 0.38: a fresh layer still knows of the word's first step at
    // its last; with the usual bias of 1 it keeps 0.002 and hears nothing but the silence behind the word.
    private const float ForgetGateBias = 3;

    private readonly EmbeddingRecipe _recipe;
    private readonly ModelSpec _spec;
    private readonly ParameterLayout _layout;
    private readonly AlignedBuffer _weights;

    /// <summary>Fills the weights afresh.</summary>
    /// <param name="recipe">What is trained.</param>
    /// <param name="spec">Its networks.</param>
    /// <param name="layout">Where each tensor lies.</param>
    /// <param name="weights">What is filled.</param>
    public EmbeddingStart(EmbeddingRecipe recipe, ModelSpec spec, ParameterLayout layout, AlignedBuffer weights)
    {
        (_recipe, _spec, _layout, _weights) = (recipe, spec, layout, weights);
        WeightInitializer.Fill(layout, weights, recipe.Seed, ForgetGateBias);
        if (recipe.DecoderUnits.Count > 0) OpenDecoder();
    }

    /// <summary>Takes over the lowest layers of another encoder, and of its decoder, or of a model that writes text.</summary>
    /// <param name="initial">The trained model.</param>
    /// <returns>Its statistics of the features.</returns>
    /// <exception cref="ModelFormatException">It has other features, or other layers than those that have to be taken over.</exception>
    public (float[] Mean, float[] Std) CopyFrom(ModelWeights initial)
    {
        if (initial.Spec.Audio is not { } audio || audio with { TailLength = _spec.Features.TailLength } != _spec.Features)
            throw new ModelFormatException(initial.Spec.Name, "the model to start from has other features than the recipe describes");
        string network = initial.Spec.Networks is null ? NetworkNames.Main : NetworkNames.Encoder;
        if (Copy(initial, network, NetworkNames.Encoder) < Math.Max(1, _recipe.FrozenLayers))
        {
            LayerSpec source = initial.Spec.NetworkLayers(network)[0], target = _spec.NetworkLayers(NetworkNames.Encoder)[0];
            throw new ModelFormatException(initial.Spec.Name, $"the model to start from has other layers than the recipe: it begins with {source.Units} units of {source.Kind} on {source.Inputs} inputs, the recipe's encoder with {target.Units} on {target.Inputs}");
        }
        if (_spec.Networks!.ContainsKey(NetworkNames.Decoder) && initial.Spec.Networks?.ContainsKey(NetworkNames.Decoder) is true) Copy(initial, NetworkNames.Decoder, NetworkNames.Decoder);
        return (initial["features.mean"].Data, initial["features.std"].Data);
    }

    // The numbers of a vector of length 1 are small: without this a fresh decoder would hardly hear them.
    private void OpenDecoder()
    {
        ParameterLayout.Slot slot = _layout[LayerSpec.Prefix(0, NetworkNames.Decoder) + "weight_ih"];
        float scale = MathF.Sqrt(_spec.NetworkLayers(NetworkNames.Decoder)[0].Inputs);
        foreach (ref float w in _weights.Span(slot.Offset, slot.Length)) w *= scale;
    }

    // The number of layers that are of the same shape.
    private int Copy(ModelWeights initial, string from, string to)
    {
        IReadOnlyList<LayerSpec> source = initial.Spec.NetworkLayers(from), target = _spec.NetworkLayers(to);
        int copied = 0;
        for (; copied < Math.Min(source.Count, target.Count) && source[copied] == target[copied]; copied++)
        {
            foreach (TensorSpec tensor in target[copied].Tensors())
            {
                ParameterLayout.Slot slot = _layout[LayerSpec.Prefix(copied, to) + tensor.Name];
                initial[LayerSpec.Prefix(copied, from) + tensor.Name].Data.CopyTo(_weights.Span(slot.Offset, slot.Length));
            }
        }
        return copied;
    }
}
