using EmbeddedSeq.Exporter.Import;
using EmbeddedSeq.Exporter.Onnx;
using EmbeddedSeq.Exporter.OnnxRuntime;
using EmbeddedSeq.Exporter.Verification;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using static EmbeddedSeq.Exporter.Onnx.TensorProto.Types;

namespace EmbeddedSeq.Exporter;

/// <summary>Runs an imported model with our runtime, and with ONNX Runtime the file that it came from, on the same random input, and measures how far the outputs are apart.</summary>
public sealed class ImportVerifier(ImportedModel imported, OnnxSession session)
{
    private readonly ImportedGraph _graph = imported.Graph;
    private readonly Axis? _steps = imported.Graph.Output.Stage.Steps ?? imported.Graph.InputSignal.Dims.SelectMany(d => d).FirstOrDefault(a => a.Kind is AxisKind.Open);

    /// <summary>Compares whole sequences of standard normal numbers.</summary>
    /// <param name="model">The imported model, in whatever precision.</param>
    /// <param name="seed">The same seed draws the same numbers.</param>
    /// <param name="sequences">Number of sequences, at least 1, unless the graph or its state to start from has a fixed one.</param>
    /// <param name="steps">Their steps, at least 1, unless the graph has a fixed number.</param>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime does not run the graph.</exception>
    public OutputDifference Verify(CompiledModel model, int seed = 1, int sequences = 3, int steps = 29)
    {
        var random = new Random(seed);
        sequences = imported.Sequences ?? sequences;
        (int inputs, int outputs) = (model.Spec.InputSize, model.Spec.OutputSize);
        int LengthOf(Axis axis) => axis.Kind switch
        {
            AxisKind.Open => axis.Size.IsKnown ? (int)axis.Size.Known : axis == _steps ? steps : sequences,
            AxisKind.Features => axis.Size.IsKnown ? (int)axis.Size.Known : inputs,
            _ => 2,
        };
        Axis[] open = [.. _graph.InputSignal.Dims.SelectMany(d => d).Where(a => a.Kind is AxisKind.Open)];
        int length = open.Where(a => a == _steps).Select(LengthOf).FirstOrDefault(1), batch = open.Where(a => a != _steps).Select(LengthOf).FirstOrDefault(1);
        float[][] ours = [.. Enumerable.Range(0, batch).Select(_ => new float[length * inputs])];

        using var bound = new BoundInputs(session.CreateBinding());
        for (int i = 0; i < batch * length * inputs; i++) ours[i / inputs / length][i % (length * inputs)] = Draw(random, model.Spec.Layers[0]);
        BindInput();
        foreach (ValueInfoProto other in _graph.Inputs.Where(i => i.Name != _graph.Input.Name)) BindOther(bound, other, length, batch);
        Span<float> result = bound.Output(_graph.OutputName, Shape(_graph.Output));
        Run();

        var network = model.Network();
        var meter = new DifferenceMeter();
        float[] mine = new float[length * outputs], row = new float[outputs];
        for (int b = 0; b < batch; b++)
        {
            network.Run(network.CreateState(), ours[b], mine);
            for (int t = _graph.Output.IsLast ? length - 1 : 0; t < length; t++)
            {
                for (int n = 0; n < outputs; n++) row[n] = result[Offset(_graph.Output, b, t, n)];
                meter.Add(Comparable(mine.AsSpan(t * outputs, outputs)), imported.IsLogits ? Logarithms(row) : row);
            }
        }
        return meter.Result("whole", _graph.OutputName, isState: false);

        void Run()
        {
            try
            {
                bound.Run();
            }
            catch (OnnxRuntimeException e)
            {
                throw new OnnxRuntimeException($"the file does not run with {batch} sequences of {length} steps; one of the two numbers may have been fixed when it was exported, at the node that ONNX Runtime names: {e.Message}", e);
            }
        }

        void BindInput()
        {
            (string name, long[] shape) = (_graph.Input.Name, Shape(_graph.InputSignal));
            Action<int, float> write = (DataType)_graph.Input.Type.TensorType.ElemType switch
            {
                DataType.Int32 => Writer(bound.InputTensor<int>(name, shape), x => (int)x),
                DataType.Int64 => Writer(bound.InputTensor<long>(name, shape), x => (long)x),
                _ => Writer(bound.InputTensor<float>(name, shape), x => x),
            };
            for (int i = 0; i < batch * length * inputs; i++)
            {
                (int b, int t, int n) = (i / inputs / length, i / inputs % length, i % inputs);
                write(Offset(_graph.InputSignal, b, t, n), ours[b][t * inputs + n]);
            }
        }

        long[] Shape(Signal signal) => [.. signal.Dims.Select(d => d.Aggregate(1L, (n, a) => n * LengthOf(a)))];

        // However the axes are joined to axes of the tensor, they lie in memory one in the other.
        int Offset(Signal signal, int b, int t, int n)
        {
            int offset = 0, units = signal.Stage.Features is [.., var last] ? LengthOf(last) : 1;
            foreach (Axis axis in signal.Dims.SelectMany(d => d))
                offset = offset * LengthOf(axis) + (axis.Kind switch { AxisKind.Open => axis == _steps ? t : b, AxisKind.Features => n % units, _ => n / units });
            return offset;
        }
    }

    private static Action<int, float> Writer<T>(OnnxTensor<T> tensor, Func<float, T> convert)
        where T : unmanaged => (at, x) => tensor.Data[at] = convert(x);

    /// <summary>A number of a row, or a standard normal number (Box and Muller 1958).</summary>
    private static float Draw(Random random, LayerSpec first) => first.Kind == LayerKind.Embedding
        ? random.Next(first.Inputs > 1 ? -1 : 0, first.Rows) // Of several numbers, those below 0 do not count.
        : (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));

    private float[] Comparable(ReadOnlySpan<float> ours)
    {
        float[] row = ours.ToArray();
        return imported.IsProbability ? Array.ConvertAll(row, MathF.Exp) : row;
    }

    private static float[] Logarithms(float[] logits)
    {
        double largest = logits.Max(), sum = Math.Log(logits.Sum(x => Math.Exp(x - largest))) + largest;
        return Array.ConvertAll(logits, x => (float)(x - sum));
    }

    /// <summary>States are zeros; integers can only be numbers of steps.</summary>
    private static void BindOther(BoundInputs bound, ValueInfoProto input, int steps, int batch)
    {
        long[] shape = [.. input.Type.TensorType.Shape.Dim.Select(d => d.DimValue > 0 ? d.DimValue : batch)];
        switch ((DataType)input.Type.TensorType.ElemType)
        {
            case DataType.Int32: bound.Input<int>(input.Name, shape).Fill(steps); break;
            case DataType.Int64: bound.Input<long>(input.Name, shape).Fill(steps); break;
            default: bound.Input(input.Name, shape).Clear(); break;
        }
    }
}
