using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Benchmarks.Engines;

/// <summary>Our runtime on several streams that share a compiled model, stepped together as StreamBatch does it.</summary>
internal sealed class OwnStreams : Engine
{
    private readonly SequenceNetwork _network;
    private readonly NetworkBatch _batch;
    private readonly NetworkState[] _states;
    private readonly float[] _input, _output;

    public OwnStreams(string name, CompiledModel model, int streams) : base(name)
    {
        _network = model.Network();
        _batch = new NetworkBatch(_network, streams);
        _states = [.. Enumerable.Range(0, streams).Select(_ => _network.CreateState())];
        (_input, _output) = (new float[streams * _network.InputSize], new float[streams * _network.OutputSize]);
    }

    public override Span<float> Input => _input;

    public override ReadOnlySpan<float> Output => _output;

    public override void Run()
    {
        int i = _network.InputSize, o = _network.OutputSize;
        for (int s = 0; s < _states.Length; s++) _batch.Add(_states[s], _input.AsSpan(s * i, i));
        _batch.Run();
        for (int s = 0; s < _states.Length; s++) _batch.Output(s).CopyTo(_output.AsSpan(s * o, o));
        _batch.Clear();
    }
}
