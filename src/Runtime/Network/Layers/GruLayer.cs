using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Network.Layers;

/// <summary>See <see cref="LayerKind.Gru"/>.</summary>
internal sealed class GruKind() : RecurrentKind(nameof(Gru))
{
    internal override string[] Options => [nameof(LayerSpec.Reset)];

    internal override UsualCell[] Cells =>
    [
        new("gru", layer => layer),
        new("gru-reset-after", layer => layer with { Reset = GruReset.After }),
        new("gru-simplified", layer => layer with { Reset = GruReset.None }),
    ];

    internal override string? FindProblem(LayerSpec layer) => layer.Reset is { } reset && !Enum.IsDefined(reset) ? $"unknown reset {(int)reset}" : null;

    internal override TensorSpec[] Tensors(LayerSpec layer)
    {
        int h = layer.Units;
        GruReset reset = Reset(layer);
        if (reset == GruReset.None) return Gates(2, layer, h);
        TensorSpec[] inner = reset == GruReset.After ? [new("bias_hn", [h])] : [];
        return [new("weight_ih", [3 * h, layer.Inputs]), new("weight_hh", [2 * h, h]), new("weight_hn", [h, h]), new("bias", [3 * h]), .. inner];
    }

    internal override bool CanGrow(LayerSpec from, LayerSpec to) => true;

    internal override string[] Describe(LayerSpec layer) => [Reset(layer) switch
    {
        GruReset.Before => "reset before the recurrent product",
        GruReset.After => "reset after the recurrent product",
        _ => "no reset gate",
    }];

    /// <summary>Where the reset gate is.</summary>
    public static GruReset Reset(LayerSpec layer) => layer.Reset ?? GruReset.Before;

    protected override RecurrentLayer CreateDirection(LayerWeights weights) => new GruLayer(weights);
}

/// <summary>One direction of a GRU layer: h = u·n + (1 − u)·h'. H units; z are the inputs of u, r, n [3H], or without reset gate of u, n [2H]. State: h [H].</summary>
internal sealed class GruLayer : RecurrentLayer
{
    private readonly PanelMatrix _gates;            // What u and r, or u and n, read of h'.
    private readonly PanelMatrix? _candidate;       // What n reads of h', if there is a reset gate.
    private readonly float[] _candidateBias;        // Of _candidate, if the gate comes after the product.
    private readonly GruReset _reset;
    private readonly int _units;

    public GruLayer(LayerWeights weights) : this(weights, weights.Matrix("weight_hh"), GruKind.Reset(weights.Spec) == GruReset.None ? null : weights.Matrix("weight_hn"))
    {
    }

    private GruLayer(LayerWeights weights, PanelMatrix gates, PanelMatrix? candidate)
        : base(weights, weights.Vector("bias"), candidate is null ? 0 : weights.Spec.Units + candidate.PaddedColumns, gates, candidate ?? gates)
    {
        (_gates, _candidate, _reset, _units) = (gates, candidate, GruKind.Reset(weights.Spec), weights.Spec.Units);
        _candidateBias = _reset == GruReset.After ? weights.Vector("bias_hn") : [];
    }

    /// <inheritdoc/>
    protected override void Advance(Span<float> z, int sequences, RowSet states, Span<float> work, in Sweep sweep)
    {
        int gates = _reset == GruReset.None ? 1 : 2;
        Span<float> rounding = work[(sequences * (_candidate is null ? 0 : _units + _candidate.PaddedColumns))..];
        _gates.AddProduct(states, sequences, z, Stride, rounding, sweep);
        for (int s = 0; s < sequences; s++) ActivationFunction.Run(Activation.Sigmoid, z.Slice(s * Stride, gates * _units));
        if (_candidate is not null) AddReset(_candidate, z, sequences, states, work, rounding, sweep);
        for (int s = 0; s < sequences; s++)
        {
            Span<float> u = z.Slice(s * Stride, _units), n = z.Slice(s * Stride + gates * _units, _units);
            ActivationFunction.Run(Activation.Tanh, n);
            Elementwise.MoveTowards(n, u, states[s][.._units]);
        }
    }

    /// <summary>Adds what the candidate reads of h' through the reset gate to z.</summary>
    private void AddReset(PanelMatrix candidate, Span<float> z, int sequences, RowSet states, Span<float> work, Span<float> rounding, in Sweep sweep)
    {
        int padded = candidate.PaddedColumns;
        Span<float> read = work[..(sequences * _units)], product = work.Slice(read.Length, sequences * padded);
        product.Clear();
        if (_reset == GruReset.Before)
        {
            for (int s = 0; s < sequences; s++) Elementwise.Multiply(z.Slice(s * Stride + _units, _units), states[s][.._units], read.Slice(s * _units, _units));
            candidate.AddProduct(new RowSet(read, _units, _units), sequences, product, padded, rounding, sweep);
            for (int s = 0; s < sequences; s++) Elementwise.Add(product.Slice(s * padded, _units), z.Slice(s * Stride + 2 * _units, _units));
        }
        else
        {
            for (int s = 0; s < sequences; s++) _candidateBias.CopyTo(product[(s * padded)..]);
            candidate.AddProduct(states, sequences, product, padded, rounding, sweep);
            for (int s = 0; s < sequences; s++) Elementwise.AddProduct(z.Slice(s * Stride + _units, _units), product.Slice(s * padded, _units), z.Slice(s * Stride + 2 * _units, _units));
        }
    }
}
