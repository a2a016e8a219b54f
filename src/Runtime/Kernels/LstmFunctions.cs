namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>The activation functions of an LSTM.</summary>
/// <param name="Gate">Of the three gates.</param>
/// <param name="Input">Of the cell's input.</param>
/// <param name="Output">Of the cell's output.</param>
internal readonly record struct LstmFunctions(Activation Gate, Activation Input, Activation Output)
{
    /// <summary>Sigmoid gates and hyperbolic tangents.</summary>
    public static readonly LstmFunctions Usual = new(Activation.Sigmoid, Activation.Tanh, Activation.Tanh);

    /// <summary>Whether they are <see cref="Usual"/>. The comparison that the compiler makes for records takes what compares enumerations by reflection.</summary>
    public bool IsUsual => Gate == Activation.Sigmoid && Input == Activation.Tanh && Output == Activation.Tanh;
}
