using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>A weight matrix W [N, K] that is used at every step: packed once for all steps of a pass. v are rows of length K, z rows of length N; strides are the distances of two rows.</summary>
internal sealed unsafe class TrainableMatrix
{
    private readonly float* _value, _gradient;
    private readonly int _n, _k;
    private readonly Gemm _gemm;
    private readonly PackedMatrix _forward, _backward;

    public TrainableMatrix(WorkerParameters parameters, string name, Gemm gemm)
    {
        _value = parameters.Value(name);
        _gradient = parameters.Gradient(name);
        _gemm = gemm;
        (_n, _k) = (parameters.Layout[name].Shape[0], parameters.Layout[name].Shape[1]);
        (_forward, _backward) = (new PackedMatrix(_k, _n), new PackedMatrix(_n, _k));
    }

    /// <summary>Takes over the weights for <see cref="AddTo"/>.</summary>
    public void PackForward() => _forward.Pack(new(_value, 1, _k));

    /// <summary>Takes over the weights for <see cref="Backward"/>.</summary>
    public void PackBackward() => _backward.Pack(new(_value, _k, 1));

    /// <summary>z (+)= v Wᵀ.</summary>
    public void AddTo(int count, float* v, long vStride, float* z, long zStride, bool accumulate = true) =>
        _gemm.Multiply(count, new(v, vStride, 1), _forward, z, zStride, accumulate);

    /// <summary>dv (+)= dz W.</summary>
    public void Backward(int count, float* dz, long zStride, float* dv, long vStride, bool accumulate = false) =>
        _gemm.Multiply(count, new(dz, zStride, 1), _backward, dv, vStride, accumulate);

    /// <summary>Gradient of W += dzᵀ v over all rows.</summary>
    public void AddGradient(int rows, float* dz, long zStride, float* v, long vStride) =>
        _gemm.Multiply(_n, _k, rows, new(dz, 1, zStride), new(v, vStride, 1), _gradient, _k, accumulate: true);
}
