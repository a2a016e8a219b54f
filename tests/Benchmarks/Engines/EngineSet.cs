using EmbeddedSeq.Exporter;
using EmbeddedSeq.Exporter.OnnxRuntime;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Benchmarks.Engines;

/// <summary>All that is compared on one model and one shape of work, fed the same numbers.</summary>
internal sealed class EngineSet : IDisposable
{
    public const string Onnx = "ONNX Runtime f32", OnnxInt8 = "ONNX Runtime int8", TwoThreads = ", 2 threads";
    public static readonly (string Name, WeightPrecision Precision)[] Precisions = [("f32", WeightPrecision.Float32), ("bf16", WeightPrecision.Bfloat16), ("int8", WeightPrecision.Int8)];

    private readonly List<OnnxSession> _sessions = [];
    private readonly Engine[] _engines;

    /// <param name="model">The model.</param>
    /// <param name="steps">T of a run.</param>
    /// <param name="streams">B of a run; above 1 with one step only.</param>
    public EngineSet(ModelWeights model, int steps, int streams)
    {
        var options = new OnnxExportOptions { Steps = steps, Batch = streams };
        byte[] plain = OnnxExporter.ToBytes(model, options), quantized = QuantizedOnnx.ToBytes(model, options);
        _engines =
        [
            new OnnxEngine(Onnx, Session(plain, threads: 1), model.Spec, steps, streams),
            new OnnxEngine(OnnxInt8, Session(quantized, threads: 1), model.Spec, steps, streams),
            .. Precisions.Select(p => Own(p.Name, CompiledModel.Compile(model, p.Precision), steps, streams)),
            new OnnxEngine(Onnx + TwoThreads, Session(plain, threads: 2), model.Spec, steps, streams),
            new OnnxEngine(OnnxInt8 + TwoThreads, Session(quantized, threads: 2), model.Spec, steps, streams),
        ];
        Differences = Compare();
    }

    /// <summary>Largest difference of each engine's outputs, natural logarithms of probabilities, from those of ONNX Runtime in f32.</summary>
    public IReadOnlyDictionary<string, double> Differences { get; }

    /// <summary>Names and calls.</summary>
    public IReadOnlyList<(string Name, Action Call)> Contenders => [.. _engines.Select(e => (e.Name, (Action)e.Run))];

    public void Dispose()
    {
        foreach (OnnxEngine engine in _engines.OfType<OnnxEngine>()) engine.Dispose();
        _sessions.ForEach(s => s.Dispose());
    }

    private OnnxSession Session(byte[] graph, int threads)
    {
        _sessions.Add(new OnnxSession(graph, new OnnxSessionOptions { IntraOpThreads = threads }));
        return _sessions[^1];
    }

    private static Engine Own(string name, CompiledModel model, int steps, int streams) =>
        streams == 1 ? new OwnEngine(name, model, steps) : new OwnStreams(name, model, streams);

    private Dictionary<string, double> Compare()
    {
        const int runs = 20;
        var random = new Random(2);
        var meters = _engines.ToDictionary(e => e.Name, _ => 0.0);
        for (int r = 0; r < runs; r++)
        {
            BenchmarkModel.Fill(_engines[0].Input, 2, random);
            foreach (Engine engine in _engines)
            {
                _engines[0].Input.CopyTo(engine.Input);
                engine.Run();
                for (int i = 0; i < engine.Output.Length; i++) meters[engine.Name] = Math.Max(meters[engine.Name], Math.Abs(engine.Output[i] - _engines[0].Output[i]));
            }
        }
        return meters;
    }
}
