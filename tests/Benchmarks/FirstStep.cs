using EmbeddedSeq.Benchmarks.Engines;
using EmbeddedSeq.Exporter.OnnxRuntime;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Benchmarks;

/// <summary>A network loaded from a file, with some streams that have not begun.</summary>
internal sealed class FirstStep : IDisposable
{
    private const int WarmupSteps = 4;
    private readonly OnnxSession? _session;
    private readonly OnnxEngine[] _engines = [];
    private readonly Action<int> _step; // Of so many streams.
    private readonly Action _warmup;

    /// <param name="path">A compiled model, or an ONNX file in a folder named as its shape.</param>
    /// <param name="streams">Number of streams.</param>
    public FirstStep(string path, int streams)
    {
        if (path.EndsWith(".onnx", StringComparison.Ordinal))
        {
            (string name, int units, int layers) = BenchmarkModel.Shapes.Single(s => s.Name == Path.GetFileName(Path.GetDirectoryName(path)));
            ModelSpec spec = BenchmarkModel.Spec(units, layers);
            OnnxSession session = _session = OnnxSession.Load(path);
            _engines = [.. Enumerable.Range(0, streams).Select(_ => new OnnxEngine(name, session, spec, 1, 1))];
            _step = count =>
            {
                for (int s = 0; s < count; s++) _engines[s].Run();
            };
            _warmup = () =>
            {
                for (int i = 0; i < WarmupSteps; i++) _step(streams);
            };
        }
        else
        {
            var network = new SequenceNetwork(CompiledModel.Open(path));
            NetworkState[] states = [.. Enumerable.Range(0, streams).Select(_ => network.CreateState())];
            float[] x = new float[network.InputSize], y = new float[network.OutputSize];
            _step = count =>
            {
                for (int s = 0; s < count; s++) network.Run(states[s], x, y);
            };
            _warmup = network.Warmup;
        }
    }

    /// <summary>A step of each of the first streams.</summary>
    public void Step(int streams) => _step(streams);

    /// <summary>What a host does between loading and the first frame.</summary>
    public void Warmup() => _warmup();

    public void Dispose()
    {
        Array.ForEach(_engines, e => e.Dispose());
        _session?.Dispose();
    }
}
