using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>The weights that all workers share and the gradients of one worker, both flat.</summary>
internal sealed unsafe class WorkerParameters(ParameterLayout layout, AlignedBuffer values)
{
    public ParameterLayout Layout => layout;

    public AlignedBuffer Gradients { get; } = new(layout.Length);

    public float* Value(string name) => values.Pointer + layout[name].Offset;

    public float* Gradient(string name) => Gradients.Pointer + layout[name].Offset;
}
