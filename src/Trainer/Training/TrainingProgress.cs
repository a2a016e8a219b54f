namespace EmbeddedSeq.Trainer.Training;

/// <summary>What a training tells while it runs.</summary>
/// <param name="Position">How far it is.</param>
/// <param name="Batches">Batches of this epoch.</param>
/// <param name="Epochs">Epochs in all.</param>
/// <param name="Loss">Loss per network step, averaged over the epoch so far, nats.</param>
/// <param name="LearningRate">Learning rate of the last update.</param>
/// <param name="AudioHoursPerHour">Hours of audio that an hour of training works through.</param>
/// <param name="TimeLeft">Estimate of the time to the end.</param>
public sealed record TrainingProgress(TrainingPosition Position, int Batches, int Epochs, double Loss, double LearningRate, double AudioHoursPerHour, TimeSpan TimeLeft);

/// <summary>Result of an epoch.</summary>
/// <param name="Epoch">Number of the epoch, from 1.</param>
/// <param name="Updates">Updates so far.</param>
/// <param name="TrainLoss">Loss per network step on the training data, nats.</param>
/// <param name="DevLoss">Loss per network step on the development data; NaN without such data.</param>
/// <param name="DevCer">Character error rate on the development data, greedy, 0 to 1 and beyond; NaN without such data.</param>
/// <param name="DevWer">Word error rate.</param>
/// <param name="IsBest">Whether the model is the best so far and was written as model.eseq.</param>
/// <param name="Seconds">Seconds of training so far.</param>
public sealed record EpochResult(int Epoch, long Updates, double TrainLoss, double DevLoss, double DevCer, double DevWer, bool IsBest, double Seconds);

/// <summary>A training whose numbers stopped being finite; the last good checkpoint is kept.</summary>
public sealed class TrainingDivergedException(string message) : Exception(message);
