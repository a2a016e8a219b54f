using System.Diagnostics;
using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Augmentation;
using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Kernels;
using EmbeddedSeq.Trainer.Metrics;
using EmbeddedSeq.Trainer.Network;
using EmbeddedSeq.Trainer.Optimisation;
using EmbeddedSeq.Trainer.Recipes;

namespace EmbeddedSeq.Trainer.Training;

/// <summary>
/// READ FIRST: one training from its first or next batch to its last. Each batch: examples, forward, CTC, backward on every
/// worker; sum of the gradients; one step of the optimiser. Writes into its folder checkpoint.safetensors every few minutes
/// and after every epoch, metrics.csv and curve.svg after every epoch, and model.eseq whenever the development error is
/// lower than ever.
/// </summary>
public sealed class TrainingRun
{
    private const int MostSkippedUpdates = 20, StatisticsUtterances = 1000;
    private readonly TrainingRecipe _recipe;
    private readonly BatchPlan _plan;
    private readonly string _folder;
    private readonly ModelSpec _spec;
    private readonly ParameterLayout _layout;
    private readonly AlignedBuffer _weights;
    private readonly Optimizer _optimizer;
    private readonly CtcWorker[] _workers;
    private readonly float[] _mean, _std;
    private readonly ExampleSource _source;
    private readonly Augmenter _augmenter;
    private readonly DevSet _dev;
    private readonly MetricsCsv _metrics;
    private readonly Stopwatch _clock = new();
    private TimeSpan _lastCheckpoint;
    private TrainingPosition _position;

    /// <summary>Prepares a training, or takes up the one whose checkpoint lies in the folder.</summary>
    /// <param name="recipe">What to do.</param>
    /// <param name="data">The utterances that the recipe names.</param>
    /// <param name="load">Reads audio.</param>
    /// <param name="folder">Where results go; made if missing.</param>
    /// <param name="initial">A trained model of the same shape whose weights and statistics a new training starts from instead of random ones; not looked at when a checkpoint is taken up.</param>
    /// <exception cref="ModelFormatException">The checkpoint in the folder is damaged or of another recipe, or the initial model has another shape.</exception>
    /// <exception cref="DataFormatException">There is nothing to train on.</exception>
    public TrainingRun(TrainingRecipe recipe, TrainingData data, AudioLoader load, string folder, ModelWeights? initial = null)
    {
        (_recipe, _folder, _spec) = (recipe, folder, recipe.ToModelSpec());
        var tokenizer = new Tokenizer(_spec.Tokens);
        data.CheckTexts(tokenizer);
        CreateFolder(folder);
        _layout = new ParameterLayout(_spec);
        _weights = new AlignedBuffer(_layout.Length);
        _optimizer = new Optimizer(recipe.Optimizer, _layout, _weights);
        _workers = [.. Enumerable.Range(0, recipe.Workers).Select(_ => new CtcWorker(_spec, _layout, _weights, recipe.Dropout))];
        var logMel = new LogMel(_spec.Features);
        if (File.Exists(CheckpointPath))
        {
            (_position, _mean, _std) = Checkpoint.Load(CheckpointPath, _spec, recipe.ToJson(), _layout, _weights, _optimizer);
            IsResumed = true;
        }
        else
        {
            if (initial is null)
            {
                WeightInitializer.Fill(_layout, _weights, recipe.Seed);
                (_mean, _std) = ExampleSource.Statistics(logMel, load, data.Sample(StatisticsUtterances));
            }
            else
            {
                (_mean, _std) = CopyFrom(initial);
            }
            _optimizer.StartAverage();
            _position = new TrainingPosition();
        }
        _augmenter = new Augmenter(recipe.Augmentation, _spec.Features.SampleRate, data.Noise.Count == 0 ? null : new NoiseClips(data.Noise, load));
        var normalization = new Normalization(_mean, _std);
        _source = new ExampleSource(logMel, normalization, tokenizer, load, _augmenter);
        _metrics = new MetricsCsv(Path.Combine(folder, "metrics.csv"), _position.Updates);
        _plan = new BatchPlan(data.Train, recipe.BatchLimits(), (ulong)recipe.Seed, StepsOf);
        _dev = new DevSet(data.Dev, new ExampleSource(logMel, normalization, tokenizer, load, augmenter: null), _spec, _layout, _optimizer.Average, recipe);
    }

    /// <summary>Whether the training goes on from a checkpoint.</summary>
    public bool IsResumed { get; }

    /// <summary>How far the training is.</summary>
    public TrainingPosition Position => _position;

    /// <summary>The model that is trained.</summary>
    public ModelSpec Model => _spec;

    /// <summary>The weights that are being trained, flat.</summary>
    internal AlignedBuffer Weights => _weights;

    private string CheckpointPath => Path.Combine(_folder, "checkpoint.safetensors");

    private string ModelPath => Path.Combine(_folder, "model.eseq");

    /// <summary>Trains to the end of the recipe or until cancelled; cancelled, it writes a checkpoint first.</summary>
    /// <param name="onProgress">Called after every update.</param>
    /// <param name="onEpoch">Called after every epoch.</param>
    /// <param name="cancellation">Stops between two updates.</param>
    /// <exception cref="OperationCanceledException">Stopped; the checkpoint is written.</exception>
    /// <exception cref="TrainingDivergedException">The gradient was not finite many times in a row, or the weights are not; the last good checkpoint is kept.</exception>
    /// <exception cref="IOException">Audio cannot be read or a result cannot be written.</exception>
    public void Run(Action<TrainingProgress> onProgress, Action<EpochResult> onEpoch, CancellationToken cancellation)
    {
        _clock.Start();
        while (_position.Epoch < _recipe.Epochs)
        {
            RunEpoch(onProgress, cancellation);
            onEpoch(FinishEpoch());
        }
    }

    private (float[] Mean, float[] Std) CopyFrom(ModelWeights initial)
    {
        if ((initial.Spec with { Name = _spec.Name }).ToJson() != _spec.ToJson())
            throw new ModelFormatException(initial.Spec.Name, "the model to start from has other features, layers or tokens than the recipe describes");
        foreach (ParameterLayout.Slot slot in _layout.Slots) initial[slot.Name].Data.CopyTo(_weights.Span(slot.Offset, slot.Length));
        return (initial["features.mean"].Data, initial["features.std"].Data);
    }

    private static void CreateFolder(string folder)
    {
        if (File.Exists(folder)) throw new IOException($"{folder} cannot be written: expected a folder for the results, found a file");
        Directory.CreateDirectory(folder);
    }

    private void RunEpoch(Action<TrainingProgress> onProgress, CancellationToken cancellation)
    {
        IReadOnlyList<Batch> batches = _plan.ForEpoch(_position.Epoch);
        while (_position.Batch < batches.Count)
        {
            if (cancellation.IsCancellationRequested)
            {
                SaveCheckpoint();
                cancellation.ThrowIfCancellationRequested();
            }
            TimeSpan start = _clock.Elapsed;
            double progress = (_position.Epoch + (double)_position.Batch / batches.Count) / _recipe.Epochs;
            float rate = _recipe.Optimizer.RateAt(_position.Updates, progress);
            Update(batches[_position.Batch].Clips, rate);
            _position = _position with { Batch = _position.Batch + 1, Seconds = _position.Seconds + (_clock.Elapsed - start).TotalSeconds };
            onProgress(Progress(batches.Count, rate));
            if ((_clock.Elapsed - _lastCheckpoint).TotalMinutes >= _recipe.CheckpointMinutes) SaveCheckpoint();
        }
    }

    /// <summary>One batch: every worker learns its part, the gradients are summed in a fixed order, the optimiser steps.</summary>
    private void Update(IReadOnlyList<Clip> batch, float rate)
    {
        double[] losses = new double[_workers.Length];
        long[] steps = new long[_workers.Length];
        ulong seed = SeededRandom.Combine((ulong)_recipe.Seed, (ulong)_position.Updates);
        WorkerThreads.Run(_workers.Length, w =>
        {
            var examples = new List<Example>();
            for (int i = w; i < batch.Count; i += _workers.Length)
            {
                if (_source.Load(batch[i]) is { } example) examples.Add(example);
            }
            steps[w] = examples.Sum(e => (long)e.Steps);
            losses[w] = _workers[w].Learn(examples, SeededRandom.Combine(seed, (ulong)w));
        });

        long total = steps.Sum();
        if (total == 0) return;
        double loss = losses.Sum();
        double norm = _optimizer.Step(GradientSum.Of(_workers.Select(w => w.Gradients), _layout.Length, 1f / total), rate);
        bool finite = double.IsFinite(loss) && double.IsFinite(norm);
        _position = _position with
        {
            Updates = _optimizer.Updates,
            EpochLoss = _position.EpochLoss + (finite ? loss : 0),
            EpochSteps = _position.EpochSteps + (finite ? total : 0),
            SkippedUpdates = finite ? 0 : _position.SkippedUpdates + 1,
            AudioSeconds = _position.AudioSeconds + batch.Sum(u => u.Duration.TotalSeconds),
        };
        if (_position.SkippedUpdates >= MostSkippedUpdates) throw Diverged($"The gradient was not finite in {MostSkippedUpdates} updates in a row");
    }

    private int StepsOf(Clip clip) =>
        FeatureExtractor.StepCount(_spec.Features, FeatureExtractor.FrameCount(_spec.Features, _augmenter.OutputLength((int)(clip.Duration.TotalSeconds * _spec.Features.SampleRate), clip.Seed)));

    private EpochResult FinishEpoch()
    {
        RequireFinite();
        if (_position is { EpochSteps: 0, SkippedUpdates: 0 }) throw new DataFormatException(_recipe.Name, null, "utterances that are long enough for their texts", "none in a whole epoch");
        double trainLoss = _position.EpochLoss / Math.Max(1, _position.EpochSteps);
        (double devLoss, double cer, double wer) = _dev.Evaluate();
        bool best = double.IsNaN(cer) || _position.BestCer is not { } lowest || cer < lowest;
        _position = _position with
        {
            Epoch = _position.Epoch + 1,
            Batch = 0,
            EpochLoss = 0,
            EpochSteps = 0,
            BestCer = double.IsNaN(cer) ? null : best ? cer : _position.BestCer,
        };
        var result = new EpochResult(_position.Epoch, _position.Updates, trainLoss, devLoss, cer, wer, best, _position.Seconds);
        WriteMetrics(result);
        if (best) AverageModel().Save(ModelPath);
        SaveCheckpoint();
        return result;
    }

    private void WriteMetrics(EpochResult result)
    {
        if (_metrics.Rows.Count > 0 && _metrics.Rows[^1].Update >= result.Updates) return; // Every update of the epoch was left out.
        _metrics.Append(new TrainingMetrics
        {
            Update = result.Updates,
            Epoch = result.Epoch,
            Loss = result.TrainLoss,
            DevLoss = result.DevLoss,
            DevCer = result.DevCer,
            DevWer = result.DevWer,
            LearningRate = _recipe.Optimizer.RateAt(result.Updates, (double)result.Epoch / _recipe.Epochs),
            AudioHours = _position.AudioSeconds / 3600,
            Seconds = result.Seconds,
        });
        string curve = CurveSvg.Render(_recipe.Name, _metrics.Rows);
        AtomicFile.Write(Path.Combine(_folder, "curve.svg"), stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(curve)));
    }

    private void SaveCheckpoint()
    {
        RequireFinite();
        Checkpoint.Save(CheckpointPath, AverageModel(), _recipe.ToJson(), _position, _layout, _weights, _optimizer);
        _lastCheckpoint = _clock.Elapsed;
    }

    /// <summary>Stops a training whose numbers must not replace those of the last checkpoint.</summary>
    private void RequireFinite()
    {
        if (!_optimizer.IsFinite()) throw Diverged("The weights or the optimiser's state are not finite");
    }

    private TrainingDivergedException Diverged(string what) => TrainingDivergedException.At(what, _position, CheckpointPath);

    private ModelWeights AverageModel() => Checkpoint.ToModel(_spec, _layout, _optimizer.Average, _mean, _std);

    private TrainingProgress Progress(int batches, float rate)
    {
        double done = _position.Epoch + (double)_position.Batch / batches;
        TimeSpan left = TimeSpan.FromSeconds(_position.Seconds / done * (_recipe.Epochs - done));
        return new TrainingProgress(_position, batches, _recipe.Epochs, _position.EpochLoss / Math.Max(1, _position.EpochSteps), rate, _position.AudioSeconds / Math.Max(1e-9, _position.Seconds), left);
    }
}
