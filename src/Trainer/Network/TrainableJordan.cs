using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Network.Layers;
using EmbeddedSeq.Trainer.Kernels;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>Jordan network: k = f(W x + U y' + b), y = g(V k + e); state y [P]. It keeps k [H] and, after backward, the gradient of V k + e [P].</summary>
internal sealed unsafe class TrainableJordan : TrainableRecurrent
{
    private readonly TrainableMatrix _recurrent, _output;

    public TrainableJordan(LayerParameters layer) : base(layer) =>
        (_recurrent, _output) = (Matrix("weight_hh"), Matrix("weight_ho"));

    /// <inheritdoc/>
    protected override int KeptSize => Units + Outputs;

    /// <inheritdoc/>
    protected override void StepForward(int count, float* z, float* before, float* after, float* kept)
    {
        _recurrent.AddTo(count, before, StateSize, z, GateSize);
        ActivationFunction.Run(Spec.ActivationOrUsual, new Span<float>(z, count * Units));
        for (int b = 0; b < count; b++) new ReadOnlySpan<float>(z + (long)b * Units, Units).CopyTo(new(kept + (long)b * KeptSize, Units));
        _output.AddTo(count, z, GateSize, after, StateSize, accumulate: false);
        RowOperations.AddToRows(Value("bias_o"), after, count, Outputs);
        ActivationFunction.Run(JordanKind.OutputFunction(Spec), new Span<float>(after, count * Outputs));
    }

    /// <inheritdoc/>
    protected override void StepBackward(int count, float* z, float* before, float* after, float* kept, float* d)
    {
        for (int b = 0; b < count; b++)
        {
            float* dOutput = kept + (long)b * KeptSize + Units;
            new ReadOnlySpan<float>(after + (long)b * StateSize, Outputs).CopyTo(new(dOutput, Outputs));
            ActivationGradient.Run(JordanKind.OutputFunction(Spec), d + (long)b * StateSize, dOutput, Outputs);
        }
        _output.Backward(count, kept + Units, KeptSize, z, GateSize);
        for (int b = 0; b < count; b++) ActivationGradient.Apply(Spec.ActivationOrUsual, kept + (long)b * KeptSize, z + (long)b * GateSize, Units); // z was dk, kept is k.
        _recurrent.Backward(count, z, GateSize, d, StateSize);
    }

    /// <inheritdoc/>
    protected override void AddGradients(int rows, float* dz, float* before, float* after, float* kept)
    {
        _recurrent.AddGradient(rows, dz, GateSize, before, StateSize);
        _output.AddGradient(rows, kept + Units, KeptSize, kept, KeptSize);
        for (long r = 0; r < rows; r++) RowOperations.Add(kept + r * KeptSize + Units, Gradient("bias_o"), Outputs);
    }
}
