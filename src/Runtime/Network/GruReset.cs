namespace EmbeddedSeq.Runtime.Network;

/// <summary>Where the reset gate r of a GRU acts on what its candidate n reads of the step before.</summary>
public enum GruReset
{
    /// <summary>n = tanh(W x + U (r·h') + b), as Cho et al. 2014 have it; ONNX: linear_before_reset = 0.</summary>
    Before,

    /// <summary>n = tanh(W x + b + r·(U h' + d)), one product less to wait for; ONNX: linear_before_reset = 1, PyTorch, Keras.</summary>
    After,

    /// <summary>No reset gate: n = tanh(W x + U h' + b).</summary>
    None,
}
