using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Benchmarks.Engines;

/// <summary>Our runtime on a compiled model, one stream.</summary>
internal sealed class OwnEngine : Engine
{
    private readonly SequenceNetwork _network;
    private readonly NetworkState _state;
    private readonly float[] _input, _output;

    public OwnEngine(string name, CompiledModel model, int steps) : base(name)
    {
        _network = model.Network();
        _state = _network.CreateState();
        (_input, _output) = (new float[steps * _network.InputSize], new float[steps * _network.OutputSize]);
    }

    public override Span<float> Input => _input;

    public override ReadOnlySpan<float> Output => _output;

    public override void Run() => _network.Run(_state, _input, _output);
}
