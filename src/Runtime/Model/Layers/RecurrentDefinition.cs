namespace EmbeddedSeq.Runtime.Model.Layers;

/// <summary>What recurrent kinds share.</summary>
internal abstract class RecurrentDefinition(LayerKind kind, string name) : LayerDefinition(kind, name)
{
    public override bool IsRecurrent => true;

    public override StateSpec[] States(LayerSpec layer) => [new("h", layer.Units)];

    /// <summary>The matrices of gates that read the input and what is fed back, and their bias.</summary>
    protected static TensorSpec[] Gates(int gates, LayerSpec layer, int fedBack, TensorStart recurrent = TensorStart.Usual, TensorStart bias = TensorStart.Usual)
    {
        int rows = gates * layer.Units;
        return [new("weight_ih", [rows, layer.Inputs]), new("weight_hh", [rows, fedBack], recurrent), new("bias", [rows], bias)];
    }
}
