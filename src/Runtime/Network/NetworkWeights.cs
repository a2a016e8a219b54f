using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Network;

/// <summary>The weights of networks as the kernels read them, by the names of their tensors.</summary>
internal sealed class NetworkWeights
{
    private readonly Dictionary<string, PanelMatrix> _matrices = [];
    private readonly Dictionary<string, float[]> _vectors = [];

    /// <summary>All matrices.</summary>
    public IEnumerable<PanelMatrix> Matrices => _matrices.Values;

    public void Add(string name, PanelMatrix matrix) => _matrices.Add(name, matrix);

    public void Add(string name, float[] vector) => _vectors.Add(name, vector);

    /// <summary>A weight matrix [N, K].</summary>
    public PanelMatrix Matrix(string name) => _matrices[name];

    /// <summary>A bias [N].</summary>
    public float[] Vector(string name) => _vectors[name];
}
