namespace EmbeddedSeq.Trainer.Training;

/// <summary>What a training on texts tells while it runs.</summary>
/// <param name="Epoch">Number of the epoch, from 1.</param>
/// <param name="Batch">Batches of it that are done.</param>
/// <param name="Batches">Batches of an epoch.</param>
/// <param name="Epochs">Epochs in all.</param>
/// <param name="Loss">Cross-entropy per target in this epoch so far, nats.</param>
public sealed record TaskProgress(int Epoch, int Batch, int Batches, int Epochs, double Loss);

/// <summary>Result of an epoch.</summary>
/// <param name="Epoch">Number of the epoch, from 1.</param>
/// <param name="TrainLoss">Cross-entropy per target on the training texts, nats.</param>
/// <param name="Dev">On the development texts; null without such texts.</param>
/// <param name="IsBest">Whether the model is the best so far and was written as model.eseq.</param>
/// <param name="Seconds">Seconds of training so far.</param>
public sealed record TaskEpoch(int Epoch, double TrainLoss, TaskScore? Dev, bool IsBest, double Seconds);
