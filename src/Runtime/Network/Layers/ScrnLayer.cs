using System.Globalization;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Network.Layers;

/// <summary>See <see cref="LayerKind.Scrn"/>. C slow units.</summary>
internal sealed class ScrnKind() : RecurrentKind(nameof(Scrn))
{
    internal override Activation UsualActivation => Activation.Sigmoid;

    internal override string[] Options => [nameof(LayerSpec.Activation), nameof(LayerSpec.ContextUnits), nameof(LayerSpec.ContextDecay)];

    internal override UsualCell[] Cells => [new("scrn", layer => layer with { ContextUnits = (layer.Units + 3) / 4 })];

    internal override string? FindProblem(LayerSpec layer)
    {
        if (layer.ContextUnits is not (>= 1 and <= LayerRules.MostUnits)) return $"context_units must be 1 to {LayerRules.MostUnits}, found {layer.ContextUnits?.ToString(CultureInfo.InvariantCulture) ?? "none"}";
        return layer.ContextDecay is not (null or (>= 0 and < 1)) ? $"context_decay must be 0 to below 1, found {layer.ContextDecay}" : null;
    }

    internal override int Outputs(LayerSpec layer) => layer.Units + (layer.ContextUnits ?? 0);

    internal override TensorSpec[] Tensors(LayerSpec layer) => [new("weight_ih", [Outputs(layer), layer.Inputs]), new("weight_hh", [layer.Units, Outputs(layer)])];

    internal override StateSpec[] States(LayerSpec layer) => [new("h", layer.Units), new("s", layer.ContextUnits!.Value)];

    internal override string[] Describe(LayerSpec layer) =>
        [InWords(layer.ActivationOrUsual), string.Create(CultureInfo.InvariantCulture, $"slow context of {layer.ContextUnits}, of which {Decay(layer)} stays from step to step")];

    /// <summary>α.</summary>
    public static float Decay(LayerSpec layer) => layer.ContextDecay ?? 0.95f;

    protected override RecurrentLayer CreateDirection(LayerWeights weights) => new ScrnLayer(weights);
}

/// <summary>
/// One direction of a structurally constrained layer: s = (1 − α) B x + α s', h = σ(P s + A x + R h'). H units, C slow ones.
/// weight_ih is A above B, weight_hh is R beside P: it reads h' and s, which lie side by side in the state: h [H], s [C].
/// </summary>
internal sealed class ScrnLayer : RecurrentLayer
{
    private readonly PanelMatrix _recurrent; // [H, H + C]
    private readonly Activation _activation;
    private readonly float _decay;
    private readonly int _units;

    public ScrnLayer(LayerWeights weights) : base(weights, bias: [], work: 0, weights.Matrix("weight_hh"))
    {
        _recurrent = weights.Matrix("weight_hh");
        (_activation, _decay, _units) = (weights.Spec.ActivationOrUsual, ScrnKind.Decay(weights.Spec), weights.Spec.Units);
    }

    /// <inheritdoc/>
    protected override void Advance(Span<float> z, int sequences, RowSet states, Span<float> work, in Sweep sweep)
    {
        for (int s = 0; s < sequences; s++) Elementwise.Decay(z.Slice(s * Stride + _units, StateSize - _units), _decay, states[s].Slice(_units, StateSize - _units));
        _recurrent.AddProduct(states, sequences, z, Stride, work, sweep);
        for (int s = 0; s < sequences; s++)
        {
            Span<float> h = states[s][.._units];
            z.Slice(s * Stride, _units).CopyTo(h);
            ActivationFunction.Run(_activation, h);
        }
    }
}
