using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Metrics;
using EmbeddedSeq.Trainer.Network;
using EmbeddedSeq.Trainer.Optimisation;
using EmbeddedSeq.Trainer.Recipes;

namespace EmbeddedSeq.Trainer.Training;

/// <summary>
/// One training on texts from its first or next batch to its last, as <see cref="TrainingRun"/> is one on speech. Writes into its
/// folder checkpoint.safetensors every few minutes and after every epoch, metrics.csv after every epoch, and model.eseq whenever
/// the error on the development texts is lower than ever.
/// </summary>
public sealed class TaskRun
{
    private readonly TaskRecipe _recipe;
    private readonly TaskData _data;
    private readonly EpochTexts _texts;
    private readonly TrainingState _state;
    private readonly TaskWorker[] _workers;
    private readonly TaskWorker _evaluator;
    private readonly MetricsCsv _metrics;

    /// <summary>Prepares a training, or takes up the one whose checkpoint lies in the folder.</summary>
    /// <param name="recipe">What to do.</param>
    /// <param name="data">The texts that the recipe names.</param>
    /// <param name="folder">Where results go; made if missing.</param>
    /// <exception cref="ModelFormatException">The checkpoint is damaged or of another recipe.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public TaskRun(TaskRecipe recipe, TaskData data, string folder)
    {
        (_recipe, _data, _texts) = (recipe, data, new EpochTexts(recipe, data));
        var plan = new TrainingPlan(folder, recipe.ToJson(), recipe.Epochs, recipe.CheckpointMinutes) { Workers = recipe.Workers, Tied = recipe.Network.TiedTensors(Model), GuessLoss = Math.Log(Model.Tokens.Count) };
        _state = new TrainingState(Model, plan, recipe.Optimizer, (layout, weights) =>
        {
            WeightInitializer.Fill(layout, weights, recipe.Seed);
            return ([], []);
        });
        _workers = [.. Enumerable.Range(0, recipe.Workers).Select(_ => TaskWorker.Create(Model, _state.Layout, _state.Weights, recipe.Dropout, recipe.ChunkSteps))];
        _evaluator = TaskWorker.Create(Model, _state.Layout, _state.Optimizer.Average, dropout: 0);
        _metrics = new MetricsCsv(Path.Combine(folder, "metrics.csv"), Position.Updates);
    }

    /// <summary>The model that is trained.</summary>
    public ModelSpec Model => _data.Model;

    /// <summary>Whether a checkpoint was taken up.</summary>
    public bool IsResumed => _state.IsResumed;

    /// <summary>How far the training is.</summary>
    public TrainingPosition Position => _state.Position;

    /// <summary>Trains to the end.</summary>
    /// <param name="progress">Called after every batch.</param>
    /// <param name="epochDone">Called after every epoch.</param>
    /// <param name="cancellation">Stops between two batches, with a checkpoint.</param>
    /// <exception cref="TrainingDivergedException">Loss, gradients or weights stopped being finite, or the loss is far above that of guessing; the last good checkpoint is kept.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Run(Action<TaskProgress> progress, Action<TaskEpoch> epochDone, CancellationToken cancellation) =>
        _state.Run(
            Batches,
            Learn,
            batches => progress(new TaskProgress(Position.Epoch + 1, Position.Batch, batches, _recipe.Epochs, Position.Loss)),
            () => epochDone(FinishEpoch()),
            cancellation);

    /// <summary>An epoch's batches: texts of similar length together, in random order; all of it follows from the seed and the epoch.</summary>
    private Example[][] Batches(int epoch)
    {
        var random = new SeededRandom(SeededRandom.Combine((ulong)_recipe.Seed, (ulong)epoch));
        Example[] texts = [.. _texts.Of(epoch)];
        random.Shuffle<Example>(texts);
        // Sorted within stretches of some batches, so that a batch wastes little and yet is another one in every epoch.
        Example[][] batches = [.. texts.Chunk(_recipe.BatchTexts * 20).SelectMany(c => c.OrderBy(e => e.Steps).ThenBy(e => e.Text.Length).Chunk(_recipe.BatchTexts))];
        random.Shuffle<Example[]>(batches);
        return batches;
    }

    private void Learn(Example[] batch, double progress)
    {
        double[] losses = new double[_workers.Length];
        ulong seed = SeededRandom.Combine((ulong)_recipe.Seed, (ulong)Position.Updates + ((ulong)Position.SkippedUpdates << 48));
        WorkerThreads.Run(_workers.Length, w =>
        {
            Example[] part = [.. batch.Where((_, i) => i % _workers.Length == w)];
            losses[w] = _workers[w].Learn(part, new TrainingNoise(SeededRandom.Combine(seed, (ulong)w), _recipe.UnknownRate, (float)(_recipe.OwnInputRate * progress)));
        });
        long targets = batch.Sum(e => (long)e.Text.Length);
        AlignedBuffer gradients = GradientSum.Of(_workers.Select(w => w.Gradients), _state.Layout.Length, 1f / targets);
        _state.Step(gradients, _recipe.Optimizer.RateAt(Position.Updates, progress), losses.Sum(), targets);
    }

    private TaskEpoch FinishEpoch()
    {
        _state.ThrowIfDiverged();
        double trainLoss = Position.Loss;
        bool alone = Position.Epoch < _recipe.SentenceEpochs;
        Example[] texts = alone ? [.. _data.Dev.SelectMany(p => p.Sentences!)] : _data.Dev;
        TaskScore? dev = texts.Length == 0 ? null : TaskScore.Of(_evaluator, Model, texts, _recipe.BatchTexts);
        bool isNew = _metrics.Rows.Count == 0 || _metrics.Rows[^1].Update < Position.Updates; // Not if every update was left out.
        if (isNew)
        {
            _metrics.Append(new TrainingMetrics
            {
                Update = Position.Updates,
                Epoch = Position.Epoch + 1,
                Loss = trainLoss,
                DevLoss = dev?.Loss,
                LearningRate = _recipe.Optimizer.RateAt(Position.Updates, (Position.Epoch + 1d) / _recipe.Epochs),
                Seconds = Position.Seconds,
            });
        }
        bool best = _state.FinishEpoch(alone || dev is null ? double.NaN : dev.Error); // Errors of sentences alone are no measure for those of paragraphs.
        return new TaskEpoch(Position.Epoch, trainLoss, dev, best, Position.Seconds);
    }
}
