using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Exporter.Onnx;

/// <summary>Activation functions by the names that ONNX has for them.</summary>
internal static class Activations
{
    /// <summary>The operator, or null for the function that does nothing.</summary>
    public static string? Operator(Activation activation) => activation == Activation.Linear ? null : activation.ToString();

    /// <summary>The attributes of a recurrent operator; x is Affine with alpha 1 and beta 0 there.</summary>
    /// <param name="directions">Number of directions, each with the same functions.</param>
    /// <param name="functions">Those of one direction in ONNX's order.</param>
    public static AttributeProto[] Attributes(int directions, params Activation[] functions)
    {
        Activation[] all = [.. Enumerable.Repeat(functions, directions).SelectMany(f => f)];
        AttributeProto names = GraphBuilder.Attribute("activations", [.. all.Select(a => a == Activation.Linear ? "Affine" : a.ToString())]);
        int affine = all.Count(a => a == Activation.Linear);
        if (affine == 0) return [names];
        return [names, GraphBuilder.Attribute("activation_alpha", [.. Enumerable.Repeat(1f, affine)]), GraphBuilder.Attribute("activation_beta", new float[affine])];
    }

    /// <summary>Our function for ONNX's name in a recurrent operator (any case), or null for one that we have not.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="isAffineIdentity">Whether alpha and beta make Affine x itself.</param>
    public static Activation? Parse(string name, bool isAffineIdentity) => name.ToUpperInvariant() switch
    {
        "SIGMOID" => Activation.Sigmoid,
        "TANH" => Activation.Tanh,
        "RELU" => Activation.Relu,
        "AFFINE" when isAffineIdentity => Activation.Linear,
        _ => null,
    };
}
