namespace EmbeddedSeq.Runtime.Network.Layers;

/// <summary>What recurrent kinds share.</summary>
internal abstract class RecurrentKind(string name) : LayerKind(name)
{
    internal override bool IsRecurrent => true;

    internal override StateSpec[] States(LayerSpec layer) => [new("h", layer.Units)];

    internal sealed override Layer Create(LayerWeights weights) =>
        weights.Spec.Bidirectional ? new BidirectionalLayer(CreateDirection(weights), CreateDirection(weights with { IsReverse = true })) : CreateDirection(weights);

    /// <summary>One direction of the layer.</summary>
    protected abstract RecurrentLayer CreateDirection(LayerWeights weights);

    /// <summary>The matrices of gates that read the input and what is fed back, and their bias.</summary>
    protected static TensorSpec[] Gates(int gates, LayerSpec layer, int fedBack, TensorStart recurrent = TensorStart.Usual, TensorStart bias = TensorStart.Usual)
    {
        int rows = gates * layer.Units;
        return [new("weight_ih", [rows, layer.Inputs]), new("weight_hh", [rows, fedBack], recurrent), new("bias", [rows], bias)];
    }
}
