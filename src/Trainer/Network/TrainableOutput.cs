using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Trainer.Kernels;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>
/// The end of a network that chooses one of V tokens: its dense layer, log-softmax and the cross-entropy, one block of rows after
/// another, so that the V numbers of a row are still in the cache when they are used again, and never all in memory.
/// </summary>
internal sealed unsafe class TrainableOutput
{
    /// <summary>The layers that this stands for: dense and log-softmax.</summary>
    public const int Layers = 2;

    /// <summary>The target of a row that has none.</summary>
    public const int None = -1;

    private const int BlockNumbers = 1 << 20; // 4 MB, of which a processor's last cache holds several.

    private readonly int _inputs, _tokens, _blockRows;
    private readonly TrainableMatrix _weight;
    private readonly float* _bias, _biasGradient;
    private readonly AlignedBuffer _z;
    private AlignedBuffer _dx = new(16);
    private int[] _targets = [], _best = [];
    private int _rows;

    /// <param name="spec">The model.</param>
    /// <param name="parameters">The weights and this worker's gradients.</param>
    /// <param name="network">The network of which this is the end.</param>
    /// <exception cref="ArgumentException">The network ends in something else.</exception>
    public TrainableOutput(ModelSpec spec, WorkerParameters parameters, string network)
    {
        IReadOnlyList<LayerSpec> layers = spec.NetworkLayers(network);
        if (layers.Count < Layers || layers[^1].Kind != LayerKind.LogSoftmax || layers[^2].Kind != LayerKind.Dense || layers[^2].ActivationOrUsual != Activation.Linear)
            throw new ArgumentException($"Expected {network} to end in a linear dense layer and a log-softmax.", nameof(spec));
        string prefix = LayerSpec.Prefix(layers.Count - Layers, network);
        (_inputs, _tokens) = (layers[^2].Inputs, layers[^2].Units);
        _weight = new TrainableMatrix(parameters, prefix + "weight", new Gemm());
        _bias = parameters.Value(prefix + "bias");
        _biasGradient = parameters.Gradient(prefix + "bias");
        _blockRows = Math.Clamp(BlockNumbers / _tokens / Gemm.TileRows * Gemm.TileRows, Gemm.TileRows, 512);
        _z = new AlignedBuffer((long)_blockRows * _tokens);
    }

    /// <summary>Gradient of the input of the last <see cref="Learn"/>, [rows, inputs]; valid until the next.</summary>
    public float* InputGradient => _dx.Pointer;

    /// <summary>Begins with so many rows: their targets, to be filled in; <see cref="None"/> before.</summary>
    public Span<int> Begin(int rows)
    {
        if (_targets.Length < rows) (_targets, _best) = (new int[rows * 2], new int[rows * 2]);
        _rows = rows;
        Span<int> targets = _targets.AsSpan(0, rows);
        targets.Fill(None);
        return targets;
    }

    /// <summary>Adds the gradients of weight and bias to this worker's and computes <see cref="InputGradient"/>.</summary>
    /// <param name="x">[rows, inputs].</param>
    /// <returns>Sum of −ln p of the targets.</returns>
    public double Learn(float* x)
    {
        if (_dx.Length < (long)_rows * _inputs) _dx = new AlignedBuffer((long)_rows * _inputs * 9 / 8);
        _weight.PackBackward();
        return ForEachBlock(x, (first, count) =>
        {
            double loss = 0;
            for (int r = 0; r < count; r++)
            {
                int target = _targets[first + r];
                if (target == None) new Span<float>(Z(r), _tokens).Clear();
                else loss += SoftmaxLoss.Differentiate(Z(r), _tokens, target);
            }
            _weight.Backward(count, _z.Pointer, _tokens, _dx.Pointer + (long)first * _inputs, _inputs);
            _weight.AddGradient(count, _z.Pointer, _tokens, x + (long)first * _inputs, _inputs);
            RowOperations.SumRows(_z.Pointer, count, _tokens, _biasGradient);
            return loss;
        });
    }

    /// <summary>The loss without gradients, and the most probable token of each row for <see cref="Best"/>.</summary>
    /// <param name="x">[rows, inputs].</param>
    /// <returns>Sum of −ln p of the targets.</returns>
    public double Evaluate(float* x) => ForEachBlock(x, (first, count) =>
    {
        double loss = 0;
        for (int r = 0; r < count; r++)
        {
            var z = new ReadOnlySpan<float>(Z(r), _tokens);
            _best[first + r] = Math.Max(0, z.IndexOf(LogSoftmax.Maximum(z))); // NaN is nowhere.
            if (_targets[first + r] != None) loss += SoftmaxLoss.Of(Z(r), _tokens, _targets[first + r]);
        }
        return loss;
    });

    /// <summary>After <see cref="Evaluate"/>: the most probable token of each of the rows.</summary>
    public int[] Best(ReadOnlySpan<int> rows)
    {
        int[] best = new int[rows.Length];
        for (int i = 0; i < rows.Length; i++) best[i] = _best[rows[i]];
        return best;
    }

    /// <summary>Calls <paramref name="work"/> with the first row of each block and how many rows it has, when their z = x Wᵀ + b are there.</summary>
    private double ForEachBlock(float* x, Func<int, int, double> work)
    {
        double sum = 0;
        _weight.PackForward();
        for (int first = 0; first < _rows; first += _blockRows)
        {
            int count = Math.Min(_blockRows, _rows - first);
            _weight.AddTo(count, x + (long)first * _inputs, _inputs, _z.Pointer, _tokens, accumulate: false);
            RowOperations.AddToRows(_bias, _z.Pointer, count, _tokens);
            sum += work(first, count);
        }
        return sum;
    }

    private float* Z(int row) => _z.Pointer + (long)row * _tokens;
}
