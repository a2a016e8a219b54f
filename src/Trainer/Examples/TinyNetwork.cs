using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Trainer.Network;
using EmbeddedSeq.Trainer.Optimisation;

namespace EmbeddedSeq.Trainer.Examples;

/// <summary>A network on one sequence, small enough to look at every weight, on the trainer's own layers and optimiser.</summary>
internal sealed unsafe class TinyNetwork
{
    private readonly ParameterLayout _layout;
    private readonly AlignedBuffer _weights, _x, _dy;
    private readonly TrainableNetwork _network;
    private readonly SequenceLayout _sequence;
    private readonly int _outputs;

    /// <param name="inputs">[T, Inputs].</param>
    /// <param name="layers">The layers; their inputs fit each other.</param>
    public TinyNetwork(float[] inputs, params LayerSpec[] layers)
    {
        var spec = new ModelSpec
        {
            Name = "tiny",
            Features = new FeatureSpec { Bands = layers[0].Inputs, Stack = 1, Skip = 1 },
            Layers = layers,
            Tokens = ["", .. Enumerable.Range(1, layers[^1].Outputs - 1).Select(i => $"t{i}")],
        };
        spec.Validate(spec.Name);
        _outputs = spec.OutputSize;
        _layout = new ParameterLayout(spec);
        _weights = new AlignedBuffer(_layout.Length);
        _network = new TrainableNetwork(spec, new WorkerParameters(_layout, _weights), dropout: 0);
        _sequence = new SequenceLayout([inputs.Length / spec.InputSize]);
        (_x, _dy) = (new AlignedBuffer(inputs.Length), new AlignedBuffer((long)_sequence.Steps * _outputs));
        inputs.CopyTo(_x.Span(0, inputs.Length));
    }

    /// <summary>A tensor's weights.</summary>
    public Span<float> Weights(string tensor) => _weights.Span(_layout[tensor].Offset, _layout[tensor].Length);

    /// <summary>A tensor's gradient after <see cref="Backward"/>.</summary>
    public Span<float> Gradient(string tensor) => _network.Parameters.Gradients.Span(_layout[tensor].Offset, _layout[tensor].Length);

    /// <summary>Random first weights.</summary>
    public void Initialize(int seed) => WeightInitializer.Fill(_layout, _weights, seed);

    /// <summary>An optimiser of the weights.</summary>
    public Optimizer CreateOptimizer(OptimizerSpec spec) => new(spec, _layout, _weights);

    /// <summary>The outputs of the last step.</summary>
    public float[] Forward()
    {
        float* y = _network.Forward(_sequence, _x.Pointer, dropoutSeed: null);
        float[] last = [.. new ReadOnlySpan<float>(y + (_sequence.Steps - 1L) * _outputs, _outputs)];
        GC.KeepAlive(this);
        return last;
    }

    /// <summary>After <see cref="Forward"/>: the gradient from that of the outputs of the last step.</summary>
    public void Backward(ReadOnlySpan<float> dLast)
    {
        _network.Parameters.Gradients.Clear();
        _dy.Clear();
        dLast.CopyTo(_dy.Span((_sequence.Steps - 1L) * _outputs, _outputs));
        _network.Backward(_dy.Pointer);
        GC.KeepAlive(this);
    }

    /// <summary>After <see cref="Backward"/>: one update.</summary>
    /// <returns>Norm of the gradient before clipping.</returns>
    public double Step(Optimizer optimizer, float rate) => optimizer.Step(_network.Parameters.Gradients, rate);
}
