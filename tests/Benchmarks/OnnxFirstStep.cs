using EmbeddedSeq.Benchmarks.Engines;
using EmbeddedSeq.Exporter.OnnxRuntime;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Benchmarks;

/// <summary>ONNX Runtime on an ONNX file.</summary>
internal sealed class OnnxFirstStep : FirstStep
{
    private const int WarmupSteps = 4;
    private readonly OnnxSession _session;
    private readonly OnnxEngine[] _engines;

    /// <param name="path">In a folder named as the model's shape.</param>
    /// <param name="streams">Number of streams.</param>
    public OnnxFirstStep(string path, int streams)
    {
        (string name, int units, int layers) = BenchmarkModel.Shapes.Single(s => s.Name == Path.GetFileName(Path.GetDirectoryName(path)));
        ModelSpec spec = BenchmarkModel.Spec(units, layers);
        _session = OnnxSession.Load(path);
        _engines = [.. Enumerable.Range(0, streams).Select(_ => new OnnxEngine(name, _session, spec, 1, 1))];
    }

    public override void Step(int streams)
    {
        for (int s = 0; s < streams; s++) _engines[s].Run();
    }

    public override void Warmup()
    {
        for (int i = 0; i < WarmupSteps; i++) Step(_engines.Length);
    }

    public override void Dispose()
    {
        Array.ForEach(_engines, e => e.Dispose());
        _session.Dispose();
        base.Dispose();
    }
}
