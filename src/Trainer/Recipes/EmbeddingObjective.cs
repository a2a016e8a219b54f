namespace EmbeddedSeq.Trainer.Recipes;

/// <summary>Whose frames the decoder reconstructs.</summary>
public enum ReconstructionTarget
{
    /// <summary>Those of the token that was encoded: an autoencoder.</summary>
    Self,

    /// <summary>Those of another token of the same word: a correspondence autoencoder (Kamper et al. 2015, 2019).</summary>
    Other,
}

/// <summary>How the frames are normalised that the decoder reconstructs.</summary>
public enum FrameNormalization
{
    /// <summary>As those that the encoder hears: by the statistics of the training data.</summary>
    Corpus,

    /// <summary>By the statistics of the speaker's words: the vector need not remember level, channel and voice.</summary>
    Speaker,
}

/// <summary>
/// What an encoder of spoken words is trained to do. Audio Word2Vec's sequence autoencoder (SA; Chung et al. 2016) is the default;
/// zero masking makes it the denoising one (DSA), another target the correspondence autoencoder (CAE); a contrastive weight without
/// a reconstruction weight makes a siamese encoder.
/// </summary>
public sealed record EmbeddingObjective
{
    /// <summary>Weight of the mean squared error of the reconstructed frames.</summary>
    public float Reconstruction { get; init; } = 1;

    /// <summary>Whose frames are reconstructed.</summary>
    public ReconstructionTarget Target { get; init; }

    /// <summary>How they are normalised.</summary>
    public FrameNormalization Normalization { get; init; }

    /// <summary>Part of the numbers that the encoder's trained layers hear that are set to zero.</summary>
    public float ZeroMasking { get; init; }

    /// <summary>Weight of the contrastive loss over the words of a batch.</summary>
    public float Contrastive { get; init; }

    /// <summary>Temperature of the contrastive loss.</summary>
    public float Temperature { get; init; } = 0.1f;

    internal string? FindProblem(bool hasDecoder)
    {
        if (!(Reconstruction is >= 0 and <= 1e6f)) return $"objective.reconstruction must be 0 to 1e6, found {Reconstruction}";
        if (!(Contrastive is >= 0 and <= 1e6f)) return $"objective.contrastive must be 0 to 1e6, found {Contrastive}";
        if (Reconstruction == 0 && Contrastive == 0) return "objective: reconstruction or contrastive must be above 0";
        if (Reconstruction > 0 && !hasDecoder) return "objective.reconstruction needs decoder_units";
        if (!(ZeroMasking is >= 0 and < 1)) return $"objective.zero_masking must be 0 to below 1, found {ZeroMasking}";
        if (!(Temperature is > 0.001f and <= 10)) return $"objective.temperature must be above 0.001 and at most 10, found {Temperature}";
        if (!Enum.IsDefined(Normalization)) return $"objective.normalization is unknown: {(int)Normalization}";
        return Enum.IsDefined(Target) ? null : $"objective.target is unknown: {(int)Target}";
    }
}
