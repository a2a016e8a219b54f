namespace EmbeddedSeq.Trainer.Optimisation;

/// <summary>The optimisation methods.</summary>
public enum OptimizerKind
{
    /// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019).</summary>
    AdamW,

    /// <summary>Stochastic gradient descent with Nesterov-free momentum.</summary>
    Sgd,
}

/// <summary>How the learning rate falls after the warm-up.</summary>
public enum DecayKind
{
    /// <summary>Stays at the peak.</summary>
    None,

    /// <summary>Straight down to the final rate at the end of training.</summary>
    Linear,

    /// <summary>Down a half cosine to the final rate at the end of training (Loshchilov and Hutter 2017).</summary>
    Cosine,
}

/// <summary>Settings of the optimiser, its learning-rate schedule and gradient clipping.</summary>
public sealed record OptimizerSpec
{
    /// <summary>The method.</summary>
    public OptimizerKind Kind { get; init; } = OptimizerKind.AdamW;

    /// <summary>Highest learning rate.</summary>
    public float LearningRate { get; init; } = 1e-3f;

    /// <summary>Learning rate at the end, as a part of the highest.</summary>
    public float FinalRate { get; init; } = 0.01f;

    /// <summary>Updates over which the rate rises from 0 in a straight line.</summary>
    public int WarmupUpdates { get; init; } = 500;

    /// <summary>How the rate falls afterwards.</summary>
    public DecayKind Decay { get; init; } = DecayKind.Cosine;

    /// <summary>Adam's decay of the mean of the gradients; SGD's momentum.</summary>
    public float Beta1 { get; init; } = 0.9f;

    /// <summary>Adam's decay of the mean of the squared gradients.</summary>
    public float Beta2 { get; init; } = 0.98f;

    /// <summary>Adam's guard against division by zero.</summary>
    public float Epsilon { get; init; } = 1e-8f;

    /// <summary>Decoupled weight decay on matrices; biases are left alone.</summary>
    public float WeightDecay { get; init; } = 0.01f;

    /// <summary>Gradients whose global norm is larger are scaled down to it; 0 switches it off.</summary>
    public float ClipNorm { get; init; } = 1;

    /// <summary>Each element of the gradient is limited to ± this; 0 switches it off.</summary>
    public float ClipValue { get; init; }

    /// <summary>Decay of the running average of the weights that is evaluated and shipped (Polyak averaging); 0 uses the weights themselves.</summary>
    public float AverageDecay { get; init; } = 0.999f;

    /// <summary>The first thing wrong with these settings, or null.</summary>
    internal string? FindProblem()
    {
        if (!(LearningRate is > 0 and <= 10)) return $"optimizer.learning_rate must be above 0 and at most 10, found {LearningRate}";
        if (!(FinalRate is >= 0 and <= 1)) return $"optimizer.final_rate must be 0 to 1, found {FinalRate}";
        if (WarmupUpdates < 0) return $"optimizer.warmup_updates must not be negative, found {WarmupUpdates}";
        if (!(Beta1 is >= 0 and < 1)) return $"optimizer.beta1 must be 0 to below 1, found {Beta1}";
        if (!(Beta2 is >= 0 and < 1)) return $"optimizer.beta2 must be 0 to below 1, found {Beta2}";
        if (!(Epsilon > 0)) return $"optimizer.epsilon must be above 0, found {Epsilon}";
        if (!(WeightDecay is >= 0 and < 1)) return $"optimizer.weight_decay must be 0 to below 1, found {WeightDecay}";
        if (!(ClipNorm >= 0)) return $"optimizer.clip_norm must not be negative, found {ClipNorm}";
        if (!(ClipValue >= 0)) return $"optimizer.clip_value must not be negative, found {ClipValue}";
        if (!(AverageDecay is >= 0 and < 1)) return $"optimizer.average_decay must be 0 to below 1, found {AverageDecay}";
        return null;
    }

    /// <summary>Learning rate of an update.</summary>
    /// <param name="update">Number of the update, from 0.</param>
    /// <param name="progress">Part of the training that is done, 0 to 1.</param>
    internal float RateAt(long update, double progress)
    {
        double rise = WarmupUpdates == 0 ? 1 : Math.Min(1, (update + 1.0) / WarmupUpdates);
        double left = Decay switch
        {
            DecayKind.Linear => 1 - progress,
            DecayKind.Cosine => 0.5 * (1 + Math.Cos(Math.PI * progress)),
            _ => 1,
        };
        return (float)(LearningRate * rise * (FinalRate + (1 - FinalRate) * left));
    }
}
