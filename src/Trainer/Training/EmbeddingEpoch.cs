namespace EmbeddedSeq.Trainer.Training;

/// <summary>Result of an epoch of <see cref="EmbeddingRun"/>.</summary>
/// <param name="Epoch">Number of the epoch, from 1.</param>
/// <param name="Updates">Updates so far.</param>
/// <param name="Loss">Mean loss of a batch: weighted squared error of a reconstructed number and weighted contrastive loss of a word, nats.</param>
/// <param name="DevPrecision">Same-different average precision over the development words of different speakers; NaN without such words.</param>
/// <param name="IsBest">Whether the model is the best so far and was written as model.eseq.</param>
/// <param name="Seconds">Seconds of training so far.</param>
public sealed record EmbeddingEpoch(int Epoch, long Updates, double Loss, double DevPrecision, bool IsBest, double Seconds);
