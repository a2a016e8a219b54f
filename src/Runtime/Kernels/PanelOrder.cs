namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>In which order a product reads the panels of its matrix. The results are the same bits.</summary>
internal enum PanelOrder
{
    /// <summary>The matrix is read once and then not for a while: from the first panel to the last, several side by side, so that more of them are on the way from memory at a time.</summary>
    Once,

    /// <summary>The matrix is read again and again, in turns with <see cref="Backwards"/>: from the first panel to the last.</summary>
    Forwards,

    /// <summary>From the last panel to the first: of a matrix that was just read from the first to the last, the last ones still lie in the cache.</summary>
    Backwards,
}
