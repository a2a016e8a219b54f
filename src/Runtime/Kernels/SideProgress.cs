namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>Where a <see cref="SideProduct"/> stands.</summary>
internal struct SideProgress
{
    /// <summary>Tiles that are whole.</summary>
    public int Tiles;

    /// <summary>How many k the next one has.</summary>
    public int Depth;
}
