using EmbeddedSeq.Exporter.OnnxRuntime;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Exporter.Verification;

/// <summary>
/// Compares the streaming form: both runtimes get the sequences piece by piece and carry their own states. A sequence that has
/// ended goes on with zeros in ONNX Runtime's batch and is compared no more; a state is compared after every piece that lies
/// wholly inside its sequence.
/// </summary>
internal sealed class StreamingComparison
{
    private readonly ModelSpec _spec;
    private readonly SequenceNetwork _network;
    private readonly OnnxSession _session;
    private readonly SequenceBatch _batch;
    private readonly (string Name, int Units)[] _shapes;
    private readonly NetworkState[] _ours;
    private readonly DifferenceMeter _outputMeter = new();
    private readonly DifferenceMeter[] _stateMeters;

    public StreamingComparison(ModelSpec spec, SequenceNetwork network, OnnxSession session, SequenceBatch batch)
    {
        (_spec, _network, _session, _batch) = (spec, network, session, batch);
        _shapes = [.. OnnxNames.States(spec)];
        _ours = [.. batch.Lengths.Select(_ => network.CreateState())];
        _stateMeters = [.. _shapes.Select(_ => new DifferenceMeter())];
    }

    /// <summary>Runs all steps, <paramref name="pieceLength"/> at a time.</summary>
    public IEnumerable<OutputDifference> Run(int pieceLength)
    {
        OnnxTensor<float>[] states = CreateStates(), next = CreateStates();
        for (int start = 0; start < _batch.Steps; start += pieceLength)
        {
            Piece(start, Math.Min(pieceLength, _batch.Steps - start), states, next);
            (states, next) = (next, states);
        }
        foreach (OnnxTensor tensor in states.Concat(next)) tensor.Dispose();
        string run = pieceLength == 1 ? "step by step" : $"pieces of {pieceLength}";
        return [_outputMeter.Result(run, OnnxNames.Output(_spec), isState: false), .. _shapes.Select((s, i) => _stateMeters[i].Result(run, OnnxNames.Next(s.Name), isState: true))];
    }

    private OnnxTensor<float>[] CreateStates() => [.. _shapes.Select(s => new OnnxTensor<float>(1, _batch.Count, s.Units))];

    private void Piece(int start, int count, OnnxTensor<float>[] states, OnnxTensor<float>[] next)
    {
        using var theirs = new OnnxTensor<float>(count, _batch.Count, _spec.OutputSize);
        using OnnxBinding binding = _session.CreateBinding();
        using OnnxTensor input = _batch.Bind(binding, _spec.Layers[0].Kind == LayerKind.Embedding, start, count);
        binding.Output(OnnxNames.Output(_spec), theirs);
        for (int i = 0; i < _shapes.Length; i++) binding.Input(_shapes[i].Name, states[i]).Output(OnnxNames.Next(_shapes[i].Name), next[i]);
        binding.Run();
        for (int b = 0; b < _batch.Count; b++)
        {
            int steps = _batch.StepsOf(b, start, count), size = _spec.OutputSize;
            float[] ours = new float[steps * size];
            _network.Run(_ours[b], _batch.Slice(b, start, count), ours);
            for (int t = 0; t < steps; t++) _outputMeter.Add(ours.AsSpan(t * size, size), theirs.Data.Slice((t * _batch.Count + b) * size, size));
            if (steps == count) CompareStates(b, next);
        }
    }

    private void CompareStates(int b, OnnxTensor<float>[] theirs)
    {
        int at = 0;
        for (int i = 0; i < _spec.Layers.Count; i++)
        {
            ReadOnlySpan<float> ours = _ours[b].OfLayer(i);
            for (int length; !ours.IsEmpty; ours = ours[length..], at++)
            {
                length = _shapes[at].Units;
                _stateMeters[at].Add(ours[..length], theirs[at].Data.Slice(b * length, length));
            }
        }
    }
}
