using System.Runtime.CompilerServices;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Network.Layers;

/// <summary>See <see cref="LayerKind.Dense"/>.</summary>
internal sealed class DenseKind() : LayerKind(nameof(Dense))
{
    internal override int MostUnits => LayerRules.MostOutputs;

    internal override Activation UsualActivation => Activation.Linear;

    internal override string[] Options => [nameof(LayerSpec.Activation)];

    internal override TensorSpec[] Tensors(LayerSpec layer) => [new("weight", [layer.Units, layer.Inputs]), new("bias", [layer.Units])];

    internal override bool CanGrow(LayerSpec from, LayerSpec to) => to.Units == from.Units;

    internal override string[] Describe(LayerSpec layer) => [InWords(layer.ActivationOrUsual)];

    internal override Layer Create(LayerWeights weights) => new DenseLayer(weights);
}

/// <summary>y = f(W x + b) at every step; weight [O, I], bias [O].</summary>
internal sealed class DenseLayer(LayerWeights weights) : Layer(weights.Spec.Inputs, weights.Spec.Units, stateSize: 0)
{
    private readonly PanelMatrix _weight = weights.Matrix("weight");
    private readonly AlignedArray _bias = new(weights.Vector("bias"), weights.Matrix("weight").PaddedColumns);
    private readonly Activation _activation = weights.Spec.ActivationOrUsual;

    // So many steps share one pass over the weights.
    private const int MostSteps = 24;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override int ScratchSize(int steps) => Math.Min(steps, MostSteps) * _weight.PaddedColumns + _weight.ScratchLength(Math.Min(steps, MostSteps)) / sizeof(float) + 1;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(ReadOnlySpan<float> x, int steps, Span<float> state, Span<float> scratch, Span<float> y)
    {
        if (x.Length != steps * Inputs || y.Length < steps * Outputs || scratch.Length < ScratchSize(steps))
            throw Misfit(steps, x.Length, scratch.Length, y.Length);
        Run(RowSet.ToRead(x, Inputs), steps, scratch, y);
    }

    /// <inheritdoc/>
    public override RowSet Step(RowSet x, int sequences, RowSet states, Span<float> scratch, Span<float> y)
    {
        Run(x, sequences, scratch, y);
        return new RowSet(y, Outputs, Outputs);
    }

    private ArgumentException Misfit(int steps, int x, int scratch, int y) =>
        new($"Dense layer of {Inputs} inputs and {Outputs} outputs over {steps} steps: found x {x}, scratch {scratch}, y {y}.");

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run(RowSet x, int steps, Span<float> scratch, Span<float> y)
    {
        int padded = _weight.PaddedColumns;
        for (int done = 0; done < steps; done += MostSteps)
        {
            int together = Math.Min(MostSteps, steps - done);
            Span<float> z = scratch[..(together * padded)];
            _weight.Product(_bias.Span, x.From(done), together, z, padded, scratch[z.Length..]);
            for (int t = 0; t < together; t++)
            {
                Span<float> yt = y.Slice((done + t) * Outputs, Outputs);
                z.Slice(t * padded, Outputs).CopyTo(yt);
                ActivationFunction.Run(_activation, yt);
            }
        }
    }
}
