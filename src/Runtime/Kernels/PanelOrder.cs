namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>In which order a product reads the panels of its matrix. The results are the same bits.</summary>
internal enum PanelOrder
{
    /// <summary>From the first panel to the last, as they lie in the file.</summary>
    Forwards,

    /// <summary>From the last panel to the first: of a matrix that was just read from the first to the last, the last ones still lie in the cache.</summary>
    Backwards,
}
