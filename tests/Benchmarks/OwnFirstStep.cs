using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Benchmarks;

/// <summary>Our runtime on a compiled model.</summary>
internal sealed class OwnFirstStep : FirstStep
{
    private readonly SequenceNetwork _network;
    private readonly NetworkState[] _states;
    private readonly float[] _input, _output;

    /// <param name="path">The model.</param>
    /// <param name="streams">Number of streams.</param>
    public OwnFirstStep(string path, int streams)
    {
        _network = CompiledModel.Open(path).Network();
        _states = new NetworkState[streams];
        for (int s = 0; s < streams; s++) _states[s] = _network.CreateState();
        (_input, _output) = (new float[_network.InputSize], new float[_network.OutputSize]);
    }

    public override void Step(int streams)
    {
        for (int s = 0; s < streams; s++) _network.Run(_states[s], _input, _output);
    }

    public override void Warmup() => _network.Warmup();
}
