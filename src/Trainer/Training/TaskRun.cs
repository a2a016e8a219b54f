using System.Diagnostics;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Kernels;
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
    private const int MostSkippedUpdates = 20;
    private readonly TaskRecipe _recipe;
    private readonly TaskData _data;
    private readonly string _folder;
    private readonly ParameterLayout _layout;
    private readonly AlignedBuffer _weights;
    private readonly Optimizer _optimizer;
    private readonly TaskWorker[] _workers;
    private readonly TaskWorker _evaluator;
    private readonly MetricsCsv _metrics;
    private readonly Stopwatch _clock = new();
    private TimeSpan _lastCheckpoint;
    private TrainingPosition _position = new();

    /// <summary>Prepares a training, or takes up the one whose checkpoint lies in the folder.</summary>
    /// <param name="recipe">What to do.</param>
    /// <param name="data">The texts that the recipe names.</param>
    /// <param name="folder">Where results go; made if missing.</param>
    /// <exception cref="ModelFormatException">The checkpoint is damaged or of another recipe.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public TaskRun(TaskRecipe recipe, TaskData data, string folder)
    {
        (_recipe, _data, _folder) = (recipe, data, folder);
        Directory.CreateDirectory(folder);
        _layout = new ParameterLayout(Model);
        _weights = new AlignedBuffer(_layout.Length);
        _optimizer = new Optimizer(recipe.Optimizer, _layout, _weights);
        IsResumed = File.Exists(CheckpointPath);
        if (IsResumed)
        {
            (_position, _, _) = Checkpoint.Load(CheckpointPath, Model, recipe.ToJson(), _layout, _weights, _optimizer);
        }
        else
        {
            WeightInitializer.Fill(_layout, _weights, recipe.Seed);
            _optimizer.StartAverage();
        }
        _workers = [.. Enumerable.Range(0, recipe.Workers).Select(_ => TaskWorker.Create(Model, _layout, _weights, recipe.Dropout, recipe.ChunkSteps))];
        _evaluator = TaskWorker.Create(Model, _layout, _optimizer.Average, dropout: 0);
        _metrics = new MetricsCsv(Path.Combine(folder, "metrics.csv"), _position.Updates);
    }

    /// <summary>The model that is trained.</summary>
    public ModelSpec Model => _data.Model;

    /// <summary>Whether a checkpoint was taken up.</summary>
    public bool IsResumed { get; }

    /// <summary>How far the training is.</summary>
    public TrainingPosition Position => _position;

    private string CheckpointPath => Path.Combine(_folder, "checkpoint.safetensors");

    /// <summary>Trains to the end.</summary>
    /// <param name="progress">Called after every batch.</param>
    /// <param name="epochDone">Called after every epoch.</param>
    /// <param name="cancellation">Stops after the current batch, with a checkpoint.</param>
    /// <exception cref="TrainingDivergedException">Loss, gradients or weights stopped being finite; the last good checkpoint is kept.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Run(Action<TaskProgress> progress, Action<TaskEpoch> epochDone, CancellationToken cancellation)
    {
        double before = _position.Seconds;
        _clock.Restart();
        while (_position.Epoch < _recipe.Epochs)
        {
            Example[][] batches = Batches(_position.Epoch);
            while (_position.Batch < batches.Length)
            {
                Learn(batches[_position.Batch], (_position.Epoch + (double)_position.Batch / batches.Length) / _recipe.Epochs);
                _position = _position with { Batch = _position.Batch + 1, Seconds = before + _clock.Elapsed.TotalSeconds };
                progress(new TaskProgress(_position.Epoch + 1, _position.Batch, batches.Length, _recipe.Epochs, _position.EpochLoss / Math.Max(1, _position.EpochSteps)));
                if (cancellation.IsCancellationRequested || (_clock.Elapsed - _lastCheckpoint).TotalMinutes >= _recipe.CheckpointMinutes) SaveCheckpoint();
                cancellation.ThrowIfCancellationRequested();
            }
            epochDone(FinishEpoch());
        }
    }

    /// <summary>An epoch's batches: texts of similar length together, in random order; all of it follows from the seed and the epoch.</summary>
    private Example[][] Batches(int epoch)
    {
        var random = new SeededRandom(SeededRandom.Combine((ulong)_recipe.Seed, (ulong)epoch));
        Example[] texts = [.. _data.Train];
        random.Shuffle<Example>(texts);
        // Sorted within stretches of some batches, so that a batch wastes little and yet is another one in every epoch.
        Example[][] batches = [.. texts.Chunk(_recipe.BatchTexts * 20).SelectMany(c => c.OrderBy(e => e.Steps).ThenBy(e => e.Text.Length).Chunk(_recipe.BatchTexts))];
        random.Shuffle<Example[]>(batches);
        return batches;
    }

    private void Learn(Example[] batch, double progress)
    {
        double[] losses = new double[_workers.Length];
        ulong seed = SeededRandom.Combine((ulong)_recipe.Seed, (ulong)_position.Updates + ((ulong)_position.SkippedUpdates << 48));
        WorkerThreads.Run(_workers.Length, w =>
        {
            Example[] part = [.. batch.Where((_, i) => i % _workers.Length == w)];
            losses[w] = _workers[w].Learn(part, new TrainingNoise(SeededRandom.Combine(seed, (ulong)w), _recipe.UnknownRate, (float)(_recipe.OwnInputRate * progress)));
        });
        long targets = batch.Sum(e => (long)e.Text.Length);
        double loss = losses.Sum(), norm = _optimizer.Step(GradientSum.Of(_workers.Select(w => w.Gradients), _layout.Length, 1f / targets), _recipe.Optimizer.RateAt(_position.Updates, progress));
        bool finite = double.IsFinite(loss) && double.IsFinite(norm);
        _position = _position with
        {
            Updates = _optimizer.Updates,
            EpochLoss = _position.EpochLoss + (finite ? loss : 0),
            EpochSteps = _position.EpochSteps + (finite ? targets : 0),
            SkippedUpdates = finite ? 0 : _position.SkippedUpdates + 1,
        };
        if (_position.SkippedUpdates >= MostSkippedUpdates) throw Diverged($"The loss or the gradient was not finite in {MostSkippedUpdates} updates in a row");
    }

    private TaskEpoch FinishEpoch()
    {
        RequireFinite();
        double trainLoss = _position.EpochLoss / Math.Max(1, _position.EpochSteps);
        TaskScore? dev = _data.Dev.Length == 0 ? null : TaskScore.Of(_evaluator, Model, _data.Dev, _recipe.BatchTexts);
        bool best = dev is null || _position.BestCer is not { } lowest || dev.Error < lowest;
        _position = _position with { Epoch = _position.Epoch + 1, Batch = 0, EpochLoss = 0, EpochSteps = 0, BestCer = best ? dev?.Error : _position.BestCer };
        if (_metrics.Rows.Count == 0 || _metrics.Rows[^1].Update < _position.Updates)
        {
            _metrics.Append(new TrainingMetrics
            {
                Update = _position.Updates,
                Epoch = _position.Epoch,
                Loss = trainLoss,
                DevLoss = dev?.Loss,
                LearningRate = _recipe.Optimizer.RateAt(_position.Updates, (double)_position.Epoch / _recipe.Epochs),
                Seconds = _position.Seconds,
            });
        }
        if (best) AverageModel().Save(Path.Combine(_folder, "model.eseq"));
        SaveCheckpoint();
        return new TaskEpoch(_position.Epoch, trainLoss, dev, best, _position.Seconds);
    }

    private void SaveCheckpoint()
    {
        RequireFinite();
        Checkpoint.Save(CheckpointPath, AverageModel(), _recipe.ToJson(), _position, _layout, _weights, _optimizer);
        _lastCheckpoint = _clock.Elapsed;
    }

    private void RequireFinite()
    {
        if (!_optimizer.IsFinite()) throw Diverged("The weights or the optimiser's state are not finite");
    }

    private TrainingDivergedException Diverged(string what) => TrainingDivergedException.At(what, _position, CheckpointPath);

    private ModelWeights AverageModel() => Checkpoint.ToModel(Model, _layout, _optimizer.Average, [], []);
}
