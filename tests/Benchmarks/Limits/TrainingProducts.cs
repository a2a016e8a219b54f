using EmbeddedSeq.Benchmarks.Engines;
using EmbeddedSeq.Benchmarks.Training;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Trainer.Network;

namespace EmbeddedSeq.Benchmarks.Limits;

/// <summary>The matrix products of a training step of train-vs-torch, called as TrainableRecurrent, TrainableLstm and TrainableDense call them.</summary>
/// <remarks>Both directions and the recurrent matrices of all layers share one set of operands: they do not fit into the second-level cache in any case.</remarks>
internal sealed unsafe class TrainingProducts
{
    private const int Layers = TrainingBenchmark.Layers, Batch = TrainingBenchmark.Batch, Steps = TrainingBenchmark.Steps, Rows = Batch * Steps, Directions = 2;
    private const int Inputs = BenchmarkModel.Inputs, Outputs = BenchmarkModel.Outputs, Units = TrainingBenchmark.Units, Gates = 4 * Units, State = 2 * Units, Hidden = Directions * Units;

    private readonly Gemm _gemm = new();
    private readonly WorkerParameters _parameters;
    private readonly TrainableMatrix _recurrent;
    private readonly AlignedBuffer _features = Draw(Rows * Inputs), _x = Draw(Rows * Hidden), _z = Draw(Rows * Gates), _states = Draw(Rows * State), _y = Draw(Rows * Outputs);
    private readonly AlignedBuffer _d = new(Batch * State), _dx = new(Rows * Hidden);

    public TrainingProducts()
    {
        ModelSpec spec = BenchmarkModel.Spec(Units, Layers, bidirectional: true);
        var layout = new ParameterLayout(spec);
        var weights = new AlignedBuffer(layout.Length);
        WeightInitializer.Fill(layout, weights, seed: 1);
        _parameters = new WorkerParameters(layout, weights);
        _recurrent = new TrainableMatrix(_parameters, LayerSpec.Prefix(0) + "weight_hh", _gemm);
        const string inputs = "weight_ih";
        string first = LayerSpec.Prefix(0) + inputs, upper = LayerSpec.Prefix(1) + inputs, dense = LayerSpec.Prefix(Layers) + "weight";
        const int everywhere = Directions * Layers, above = Directions * (Layers - 1);
        All =
        [
            new("first layer's inputs", Rows, Gates, Inputs, Directions, 1, () => Forward(_features, first, Inputs, _z, Gates)),
            new("upper layer's inputs", Rows, Gates, Hidden, above, 1, () => Forward(_x, upper, Hidden, _z, Gates)),
            new("recurrent", Batch, Gates, Units, everywhere, Steps, StepsForward),
            new("outputs", Rows, Outputs, Hidden, 1, 1, () => Forward(_x, dense, Hidden, _y, Outputs)),
            new("gradient of the outputs' inputs", Rows, Hidden, Outputs, 1, 1, () => Backward(_y, Outputs, dense, Hidden)),
            new("gradient of the outputs' weights", Outputs, Hidden, Rows, 1, 1, () => AddGradient(_y, Outputs, dense, _x, Hidden)),
            new("recurrent, backward", Batch, Units, Gates, everywhere, Steps, StepsBackward),
            new("gradient of recurrent weights", Gates, Units, Rows, everywhere, 1, () => _recurrent.AddGradient(Rows, _z.Pointer, Gates, _states.Pointer, State)),
            new("gradient of the upper layer's weights", Gates, Hidden, Rows, above, 1, () => AddGradient(_z, Gates, upper, _x, Hidden)),
            new("gradient of the upper layer's inputs", Rows, Hidden, Gates, above, 1, () => Backward(_z, Gates, upper, Hidden)),
            new("gradient of the first layer's weights", Gates, Inputs, Rows, Directions, 1, () => AddGradient(_z, Gates, first, _features, Inputs)),
        ];
    }

    /// <summary>In the order of the step.</summary>
    public IReadOnlyList<Product> All { get; }

    private void Forward(AlignedBuffer x, string weights, int inputs, AlignedBuffer z, int outputs) =>
        _gemm.Multiply(Rows, outputs, inputs, new(x.Pointer, inputs, 1), new(_parameters.Value(weights), 1, inputs), z.Pointer, outputs, accumulate: false);

    private void Backward(AlignedBuffer dz, int outputs, string weights, int inputs) =>
        _gemm.Multiply(Rows, inputs, outputs, new(dz.Pointer, outputs, 1), new(_parameters.Value(weights), inputs, 1), _dx.Pointer, inputs, accumulate: false);

    private void AddGradient(AlignedBuffer dz, int outputs, string weights, AlignedBuffer x, int inputs) =>
        _gemm.Multiply(outputs, inputs, Rows, new(dz.Pointer, 1, outputs), new(x.Pointer, inputs, 1), _parameters.Gradient(weights), inputs, accumulate: true);

    private void StepsForward()
    {
        _recurrent.PackForward();
        for (int t = 0; t < Steps; t++) _recurrent.AddTo(Batch, _states.Pointer + (long)t * Batch * State, State, _z.Pointer + (long)t * Batch * Gates, Gates);
    }

    private void StepsBackward()
    {
        _recurrent.PackBackward();
        for (int t = Steps - 1; t >= 0; t--) _recurrent.Backward(Batch, _z.Pointer + (long)t * Batch * Gates, Gates, _d.Pointer, State);
    }

    private static AlignedBuffer Draw(int length)
    {
        var numbers = new AlignedBuffer(length);
        BenchmarkModel.Fill(numbers.Span(0, length), 1, new Random(1));
        return numbers;
    }

    /// <summary>A product C [M, N] of A [M, K] and B [K, N].</summary>
    /// <param name="Name">What the trainer computes with it.</param>
    /// <param name="M">Rows of A and C.</param>
    /// <param name="N">Columns of B and C.</param>
    /// <param name="K">Columns of A, rows of B.</param>
    /// <param name="Calls">Calls of <paramref name="Run"/> that a training step makes.</param>
    /// <param name="ProductsInCall">Products of this shape that one call makes.</param>
    /// <param name="Run">Makes them.</param>
    internal sealed record Product(string Name, int M, int N, int K, int Calls, int ProductsInCall, Action Run)
    {
        /// <summary>Floating-point operations of one call, in 1e9: two for each multiply-add.</summary>
        public double GigaOperations => 2e-9 * M * N * K * ProductsInCall;
    }
}
