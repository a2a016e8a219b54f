using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>What one direction of one layer is trained with.</summary>
/// <param name="Spec">The layer's description.</param>
/// <param name="Parameters">Weights and gradients of all tensors.</param>
/// <param name="Prefix">What the names of the layer's tensors begin with.</param>
/// <param name="IsReverse">Which direction.</param>
/// <param name="Gemm">For products.</param>
internal readonly record struct LayerParameters(LayerSpec Spec, WorkerParameters Parameters, string Prefix, bool IsReverse, Gemm Gemm);
