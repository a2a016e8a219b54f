using System.Text.Json.Serialization;

namespace EmbeddedSeq.Trainer.Training;

/// <summary>How far a training has come: what a checkpoint remembers besides the numbers.</summary>
public sealed record TrainingPosition
{
    /// <summary>The epoch that is being worked on, from 0.</summary>
    public int Epoch { get; init; }

    /// <summary>Batches of this epoch that are done.</summary>
    public int Batch { get; init; }

    /// <summary>Updates of the weights so far.</summary>
    public long Updates { get; init; }

    /// <summary>Sum of the losses in this epoch so far, nats.</summary>
    public double EpochLoss { get; init; }

    /// <summary>Network steps in this epoch so far.</summary>
    public long EpochSteps { get; init; }

    /// <summary>Updates in a row that were left out because the gradient was not finite.</summary>
    public int SkippedUpdates { get; init; }

    /// <summary>Lowest error on the development data so far: characters of speech, what its task measures of texts, 1 - average precision of spoken words; null before the first evaluation.</summary>
    public double? BestError { get; init; }

    /// <summary>Loss per network step in this epoch so far, nats.</summary>
    [JsonIgnore]
    public double Loss => EpochLoss / Math.Max(1, EpochSteps);

    /// <summary>Seconds of training so far, over all runs.</summary>
    public double Seconds { get; init; }

    /// <summary>Seconds of audio trained on so far.</summary>
    public double AudioSeconds { get; init; }
}
