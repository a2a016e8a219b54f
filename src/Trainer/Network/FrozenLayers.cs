using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Runtime.Network.Layers;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>The lowest layers of an encoder that a training leaves as they are. Immutable; used by all workers at once.</summary>
/// <param name="model">The weights.</param>
/// <param name="count">How many layers.</param>
internal sealed class FrozenLayers(ModelWeights model, int count)
{
    private readonly SequenceNetwork _network = model.Network(NetworkNames.Encoder);

    /// <summary>Runs a sequence.</summary>
    /// <param name="x">[T, inputs].</param>
    /// <param name="steps">T.</param>
    /// <returns>[T, outputs of the last frozen layer].</returns>
    public float[] Run(float[] x, int steps)
    {
        for (int i = 0; i < count; i++)
        {
            Layer layer = _network.Layers[i];
            float[] y = new float[steps * layer.Outputs];
            layer.Run(x, steps, new float[layer.StateSize], new float[layer.ScratchSize(steps)], y);
            x = y;
        }
        return x;
    }
}
