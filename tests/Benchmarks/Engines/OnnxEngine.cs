using EmbeddedSeq.Exporter;
using EmbeddedSeq.Exporter.OnnxRuntime;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Benchmarks.Engines;

/// <summary>ONNX Runtime at its best: shapes fixed in the graph, all optimisations, inputs and outputs bound once, states handed back and forth between two bindings without a copy.</summary>
internal sealed class OnnxEngine : Engine, IDisposable
{
    private readonly OnnxSession _session;
    private readonly OnnxTensor<float> _input, _output;
    private readonly List<OnnxTensor> _states = [];
    private OnnxBinding _now, _next;

    public OnnxEngine(string name, OnnxSession session, ModelSpec spec, int steps, int streams) : base(name)
    {
        _session = session;
        (_input, _output) = (new OnnxTensor<float>(steps, streams, spec.InputSize), new OnnxTensor<float>(steps, streams, spec.OutputSize));
        (_now, _next) = (Bind(spec), Bind(spec));
        foreach ((string state, int units) in OnnxNames.States(spec))
        {
            OnnxTensor<float> a = new(1, streams, units), b = new(1, streams, units);
            _now.Input(state, a).Output(OnnxNames.Next(state), b);
            _next.Input(state, b).Output(OnnxNames.Next(state), a);
            _states.AddRange([a, b]);
        }
    }

    public override Span<float> Input => _input.Data;

    public override ReadOnlySpan<float> Output => _output.Data;

    public override void Run()
    {
        _now.Run();
        (_now, _next) = (_next, _now);
    }

    public void Dispose()
    {
        _now.Dispose();
        _next.Dispose();
        foreach (OnnxTensor tensor in _states.Concat([_input, _output])) tensor.Dispose();
    }

    private OnnxBinding Bind(ModelSpec spec) => _session.CreateBinding().Input(OnnxNames.Features, _input).Output(OnnxNames.Output(spec), _output);
}
