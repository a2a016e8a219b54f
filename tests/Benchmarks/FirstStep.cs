using EmbeddedSeq.Benchmarks.Engines;
using EmbeddedSeq.Exporter.OnnxRuntime;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Benchmarks;

/// <summary>A network loaded from a file, with some streams through it; made and stepped once by the constructor.</summary>
internal sealed class FirstStep : IDisposable
{
    private readonly OnnxSession? _session;
    private readonly OnnxEngine[] _engines = [];
    private readonly Action _step;

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
            _step = () => Array.ForEach(_engines, e => e.Run());
        }
        else
        {
            var network = new SequenceNetwork(CompiledModel.Open(path));
            NetworkState[] states = [.. Enumerable.Range(0, streams).Select(_ => network.CreateState())];
            float[] x = new float[network.InputSize], y = new float[network.OutputSize];
            _step = () =>
            {
                foreach (NetworkState state in states) network.Run(state, x, y);
            };
        }
        _step();
    }

    /// <summary>One more step of every stream.</summary>
    public void Again() => _step();

    public void Dispose()
    {
        Array.ForEach(_engines, e => e.Dispose());
        _session?.Dispose();
    }
}
