using EmbeddedSeq.Exporter.OnnxRuntime;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Exporter.Verification;

/// <summary>Compares the whole-utterance form: ONNX Runtime takes all sequences as one padded batch, our runtime each by itself.</summary>
internal sealed class WholeComparison(ModelSpec spec, SequenceNetwork network, OnnxSession session)
{
    public OutputDifference Run(SequenceBatch batch)
    {
        using var lengths = new OnnxTensor<int>(batch.Count);
        using var theirs = new OnnxTensor<float>(batch.Steps, batch.Count, spec.OutputSize);
        batch.Lengths.CopyTo(lengths.Data);
        string output = OnnxNames.Output(spec);
        using OnnxBinding binding = session.CreateBinding();
        using OnnxTensor input = batch.Bind(binding, spec.Layers[0].Kind == LayerKind.Embedding, 0, batch.Steps);
        binding.Input(OnnxNames.Lengths, lengths).Output(output, theirs).Run();

        var meter = new DifferenceMeter();
        for (int b = 0; b < batch.Count; b++)
        {
            float[] ours = new float[batch.Lengths[b] * spec.OutputSize];
            network.Run(network.CreateState(), batch.Slice(b, 0, batch.Steps), ours);
            for (int t = 0; t < batch.Lengths[b]; t++)
                meter.Add(ours.AsSpan(t * spec.OutputSize, spec.OutputSize), theirs.Data.Slice((t * batch.Count + b) * spec.OutputSize, spec.OutputSize));
        }
        return meter.Result("whole", output, isState: false);
    }
}
