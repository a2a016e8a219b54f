using System.Diagnostics;
using System.Globalization;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Network;
using EmbeddedSeq.Trainer.Optimisation;

namespace EmbeddedSeq.Trainer.Training;

/// <summary>How often and where a training saves itself.</summary>
/// <param name="Folder">Where results go.</param>
/// <param name="Recipe">The recipe's text: a checkpoint of another one is not taken up.</param>
/// <param name="Epochs">Epochs in all.</param>
/// <param name="CheckpointMinutes">Most minutes between two checkpoints.</param>
internal sealed record TrainingPlan(string Folder, string Recipe, int Epochs, double CheckpointMinutes)
{
    /// <summary>Threads of the optimiser.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Tensors that are other ones once more.</summary>
    public IReadOnlyDictionary<string, string>? Tied { get; init; }

    /// <summary>Nats that a step costs a model that finds all outputs equally likely; null if the loss is not that of choosing one of the outputs.</summary>
    public double? GuessLoss { get; init; }
}

/// <summary>
/// What every training has, whatever it learns: weights, optimiser, how far it is, and the checkpoint from which it goes on.
/// Writes checkpoint.safetensors into its folder every few minutes and after every epoch, and model.eseq, the running average of
/// the weights, after every epoch that was the best so far.
/// </summary>
internal sealed class TrainingState
{
    private const int MostSkippedUpdates = 20;

    // An untrained model costs about one guess, a bad start several.
    private const double MostGuesses = 10;

    private readonly TrainingPlan _plan;
    private readonly Stopwatch _clock = new();
    private TimeSpan _lastCheckpoint;

    /// <summary>Fresh weights, or those of the checkpoint in the folder.</summary>
    /// <param name="model">What is trained.</param>
    /// <param name="plan">Folder, recipe, epochs.</param>
    /// <param name="optimizer">The optimiser's settings.</param>
    /// <param name="initialize">Fills the weights of a new training and gives the statistics of its features, empty if it hears nothing.</param>
    /// <exception cref="ModelFormatException">The checkpoint is damaged or of another model or recipe.</exception>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    public TrainingState(ModelSpec model, TrainingPlan plan, OptimizerSpec optimizer, Func<ParameterLayout, AlignedBuffer, (float[] Mean, float[] Std)> initialize)
    {
        (Model, _plan) = (model, plan);
        TrainingFolder.Make(plan.Folder);
        Layout = new ParameterLayout(model, plan.Tied);
        Weights = new AlignedBuffer(Layout.Length);
        Optimizer = new Optimizer(optimizer, Layout, Weights, plan.Workers);
        IsResumed = File.Exists(CheckpointPath);
        if (IsResumed)
        {
            (Position, Mean, Std) = Checkpoint.Load(CheckpointPath, model, plan.Recipe, Layout, Weights, Optimizer);
        }
        else
        {
            (Mean, Std) = initialize(Layout, Weights);
            Optimizer.StartAverage();
        }
    }

    public ModelSpec Model { get; }

    public ParameterLayout Layout { get; }

    public AlignedBuffer Weights { get; }

    public Optimizer Optimizer { get; }

    public float[] Mean { get; }

    public float[] Std { get; }

    public bool IsResumed { get; }

    public TrainingPosition Position { get; private set; } = new();

    private string CheckpointPath => Path.Combine(_plan.Folder, "checkpoint.safetensors");

    /// <summary>Learns batch after batch to the last epoch's end.</summary>
    /// <param name="batches">The batches of an epoch, counted from 0.</param>
    /// <param name="learn">Learns from a batch; the second argument is the part of the training that is done, 0 to 1.</param>
    /// <param name="onBatch">Called after every batch with the number of the epoch's batches.</param>
    /// <param name="onEpoch">Called after the last batch of every epoch; has to call <see cref="FinishEpoch"/>.</param>
    /// <param name="cancellation">Stops between two batches, with a checkpoint.</param>
    /// <exception cref="OperationCanceledException">Stopped; the checkpoint is written.</exception>
    /// <exception cref="TrainingDivergedException">See <see cref="Step"/>.</exception>
    public void Run<TBatch>(Func<int, IReadOnlyList<TBatch>> batches, Action<TBatch, double> learn, Action<int> onBatch, Action onEpoch, CancellationToken cancellation)
    {
        double before = Position.Seconds;
        _clock.Restart();
        while (Position.Epoch < _plan.Epochs)
        {
            IReadOnlyList<TBatch> epoch = batches(Position.Epoch);
            while (Position.Batch < epoch.Count)
            {
                if (cancellation.IsCancellationRequested)
                {
                    SaveCheckpoint();
                    cancellation.ThrowIfCancellationRequested();
                }
                learn(epoch[Position.Batch], (Position.Epoch + (double)Position.Batch / epoch.Count) / _plan.Epochs);
                Position = Position with { Batch = Position.Batch + 1, Seconds = before + _clock.Elapsed.TotalSeconds };
                onBatch(epoch.Count);
                if ((_clock.Elapsed - _lastCheckpoint).TotalMinutes >= _plan.CheckpointMinutes) SaveCheckpoint();
            }
            onEpoch();
        }
    }

    /// <summary>One update of the weights, left out if its numbers are not finite.</summary>
    /// <param name="gradients">The gradient, flat.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="loss">The batch's loss, nats, summed over its steps.</param>
    /// <param name="steps">Those steps.</param>
    /// <param name="audioSeconds">Seconds of audio in the batch.</param>
    /// <exception cref="TrainingDivergedException">The loss or the gradient was not finite many times in a row.</exception>
    public void Step(AlignedBuffer gradients, float rate, double loss, long steps, double audioSeconds = 0)
    {
        double norm = Optimizer.Step(gradients, rate);
        bool finite = double.IsFinite(loss) && double.IsFinite(norm);
        Position = Position with
        {
            Updates = Optimizer.Updates,
            EpochLoss = Position.EpochLoss + (finite ? loss : 0),
            EpochSteps = Position.EpochSteps + (finite ? steps : 0),
            SkippedUpdates = finite ? 0 : Position.SkippedUpdates + 1,
            AudioSeconds = Position.AudioSeconds + audioSeconds,
        };
        if (Position.SkippedUpdates >= MostSkippedUpdates) throw Diverged($"The loss or the gradient was not finite in {MostSkippedUpdates} updates in a row");
    }

    /// <summary>Ends an epoch: keeps the model if it is the best, writes a checkpoint.</summary>
    /// <param name="error">The error on the development data, lower is better; NaN without such data, then the newest is the best.</param>
    /// <returns>Whether it is the best so far.</returns>
    /// <exception cref="TrainingDivergedException">See <see cref="ThrowIfDiverged"/>.</exception>
    public bool FinishEpoch(double error)
    {
        ThrowIfDiverged();
        bool best = double.IsNaN(error) || Position.BestError is not { } lowest || error < lowest;
        Position = Position with
        {
            Epoch = Position.Epoch + 1,
            Batch = 0,
            EpochLoss = 0,
            EpochSteps = 0,
            BestError = double.IsNaN(error) ? null : best ? error : Position.BestError,
        };
        if (best) Average().Save(Path.Combine(_plan.Folder, "model.eseq"));
        SaveCheckpoint();
        return best;
    }

    /// <summary>Stops a training whose numbers must not replace those of the last checkpoint.</summary>
    /// <exception cref="TrainingDivergedException">Weights or optimiser are not finite, or the epoch so far is much worse than guessing.</exception>
    public void ThrowIfDiverged()
    {
        if (!Optimizer.IsFinite()) throw Diverged("The weights or the optimiser's state are not finite");
        if (_plan.GuessLoss is { } guess && Position.Loss > MostGuesses * guess)
            throw Diverged(string.Create(CultureInfo.InvariantCulture, $"The loss is {Position.Loss:G4}, where guessing would cost {guess:G4}"));
    }

    /// <summary>The model with the running average of the weights.</summary>
    public ModelWeights Average() => Checkpoint.ToModel(Model, Layout, Optimizer.Average, Mean, Std);

    /// <summary>The model with the weights as they are now.</summary>
    public ModelWeights Current() => Checkpoint.ToModel(Model, Layout, Weights, Mean, Std);

    /// <summary>What to tell after a batch.</summary>
    /// <param name="batches">Batches of this epoch.</param>
    /// <param name="rate">The learning rate.</param>
    public TrainingProgress Progress(int batches, float rate)
    {
        double done = Position.Epoch + (double)Position.Batch / batches;
        TimeSpan left = TimeSpan.FromSeconds(Position.Seconds / done * (_plan.Epochs - done));
        return new TrainingProgress(Position, batches, _plan.Epochs, Position.Loss, rate, Position.AudioSeconds / Math.Max(1e-9, Position.Seconds), left);
    }

    private void SaveCheckpoint()
    {
        ThrowIfDiverged();
        Checkpoint.Save(CheckpointPath, Average(), _plan.Recipe, Position, Layout, Weights, Optimizer);
        _lastCheckpoint = _clock.Elapsed;
    }

    private TrainingDivergedException Diverged(string what)
    {
        string kept = File.Exists(CheckpointPath) ? $"The last checkpoint is kept in {CheckpointPath}" : "There is no checkpoint yet";
        return new($"{what} (epoch {Position.Epoch + 1}, update {Position.Updates}). {kept}; lower optimizer.learning_rate or set optimizer.clip_norm.");
    }
}
