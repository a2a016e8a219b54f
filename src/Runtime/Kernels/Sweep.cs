namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>How a product goes over the panels of its matrix, and what else gets done meanwhile. The results are the same bits.</summary>
/// <param name="backwards">From the last panel to the first: of a matrix that was just read from the first to the last, the last ones still lie in the cache.</param>
/// <param name="beside">What is multiplied meanwhile, by products of one vector of float32 weights; default for nothing.</param>
internal readonly ref struct Sweep(bool backwards, SideProduct beside = default)
{
    public readonly SideProduct Beside = beside;

    /// <summary>The place of the panel that comes <paramref name="turn"/>th.</summary>
    public int Panel(int turn, int panels) => backwards ? panels - 1 - turn : turn;
}
