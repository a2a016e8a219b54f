namespace EmbeddedSeq.Runtime.Model.Layers;

/// <summary>The table of kinds: a row for each, recurrent cells first, in the order in which people are told of them.</summary>
internal static class LayerKinds
{
    public static readonly LayerDefinition[] All =
    [
        new RnnDefinition(),
        new JordanDefinition(),
        new LstmDefinition(),
        new GruDefinition(),
        new ClockworkDefinition(),
        new ScrnDefinition(),
        new DenseDefinition(),
        new EmbeddingDefinition(),
        new LayerNormDefinition(),
        new MeanPoolDefinition(),
        new TanhDefinition(),
        new LogSoftmaxDefinition(),
    ];

    /// <summary>The definition of a kind, or null if there is no such kind.</summary>
    public static LayerDefinition? Find(LayerKind kind)
    {
        foreach (LayerDefinition definition in All)
        {
            if (definition.Kind == kind) return definition;
        }
        return null;
    }

    /// <summary>The definition of a kind.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such kind.</exception>
    public static LayerDefinition Of(LayerKind kind) => Find(kind) ?? throw new ArgumentOutOfRangeException(nameof(kind), (int)kind, "There is no layer of this kind.");

    /// <summary>The kind that a description calls so, or null.</summary>
    public static LayerKind? Named(string name)
    {
        foreach (LayerDefinition definition in All)
        {
            if (definition.Name == name) return definition.Kind;
        }
        return null;
    }
}
