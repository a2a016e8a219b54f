using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Augmentation;
using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Kernels;
using EmbeddedSeq.Trainer.Metrics;
using EmbeddedSeq.Trainer.Network;
using EmbeddedSeq.Trainer.Optimisation;
using EmbeddedSeq.Trainer.Pictures;
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
    private const int StatisticsUtterances = 1000;
    private readonly TrainingRecipe _recipe;
    private readonly BatchPlan _plan;
    private readonly string _folder;
    private readonly TrainingState _state;
    private readonly CtcWorker[] _workers;
    private readonly ExampleSource _source;
    private readonly Augmenter _augmenter;
    private readonly DevSet _dev;
    private readonly MetricsCsv _metrics;

    /// <summary>Prepares a training, or takes up the one whose checkpoint lies in the folder.</summary>
    /// <param name="recipe">What to do.</param>
    /// <param name="data">The utterances that the recipe names.</param>
    /// <param name="load">Reads audio.</param>
    /// <param name="folder">Where results go; made if missing.</param>
    /// <param name="initial">A trained model of the same shape, or with fewer units in its recurrent layers, whose weights and statistics a new training starts from instead of random ones; not looked at when a checkpoint is taken up.</param>
    /// <exception cref="ModelFormatException">The checkpoint in the folder is damaged or of another recipe, or the initial model differs in more than the units of its recurrent layers.</exception>
    /// <exception cref="DataFormatException">There is nothing to train on.</exception>
    public TrainingRun(TrainingRecipe recipe, TrainingData data, AudioLoader load, string folder, ModelWeights? initial = null)
    {
        (_recipe, _folder) = (recipe, folder);
        ModelSpec spec = recipe.ToModelSpec();
        var tokenizer = new Tokenizer(spec.Tokens);
        data.CheckTexts(tokenizer);
        var logMel = new LogMel(spec.Features);
        _state = new TrainingState(spec, new TrainingPlan(folder, recipe.ToJson(), recipe.Epochs, recipe.CheckpointMinutes) { GuessLoss = Math.Log(spec.Tokens.Count) }, recipe.Optimizer, (layout, weights) =>
        {
            if (initial is not null)
            {
                StartingWeights.Fill(initial, spec, layout, weights, recipe.Seed);
                return (initial["features.mean"].Data, initial["features.std"].Data);
            }
            WeightInitializer.Fill(layout, weights, recipe.Seed);
            return ExampleSource.Statistics(logMel, load, data.Sample(StatisticsUtterances));
        });
        _workers = [.. Enumerable.Range(0, recipe.Workers).Select(_ => new CtcWorker(spec, _state.Layout, _state.Weights, recipe.Dropout))];
        _augmenter = new Augmenter(recipe.Augmentation, spec.Features.SampleRate, data.Noise.Count == 0 ? null : new NoiseClips(data.Noise, load));
        var normalization = new Normalization(_state.Mean, _state.Std);
        _source = new ExampleSource(logMel, normalization, tokenizer, load, _augmenter);
        _metrics = new MetricsCsv(Path.Combine(folder, "metrics.csv"), Position.Updates);
        _plan = new BatchPlan(data.Train, recipe.BatchLimits(), (ulong)recipe.Seed, StepsOf);
        _dev = new DevSet(data.Dev, new ExampleSource(logMel, normalization, tokenizer, load, augmenter: null), spec, _state.Layout, _state.Optimizer.Average, recipe);
    }

    /// <summary>Whether the training goes on from a checkpoint.</summary>
    public bool IsResumed => _state.IsResumed;

    /// <summary>How far the training is.</summary>
    public TrainingPosition Position => _state.Position;

    /// <summary>The model that is trained.</summary>
    public ModelSpec Model => _state.Model;

    /// <summary>The weights that are being trained, flat.</summary>
    internal AlignedBuffer Weights => _state.Weights;

    /// <summary>Trains to the end of the recipe or until cancelled; cancelled, it writes a checkpoint first.</summary>
    /// <param name="onProgress">Called after every update.</param>
    /// <param name="onEpoch">Called after every epoch.</param>
    /// <param name="cancellation">Stops between two updates.</param>
    /// <exception cref="OperationCanceledException">Stopped; the checkpoint is written.</exception>
    /// <exception cref="TrainingDivergedException">The gradient was not finite many times in a row, or the weights are not, or the loss is far above that of guessing; the last good checkpoint is kept.</exception>
    /// <exception cref="IOException">Audio cannot be read or a result cannot be written.</exception>
    public void Run(Action<TrainingProgress> onProgress, Action<EpochResult> onEpoch, CancellationToken cancellation)
    {
        float rate = 0;
        _state.Run(
            _plan.ForEpoch,
            (batch, progress) => Update(batch.Clips, rate = _recipe.Optimizer.RateAt(Position.Updates, progress)),
            batches => onProgress(_state.Progress(batches, rate)),
            () => onEpoch(FinishEpoch()),
            cancellation);
    }

    /// <summary>One batch: every worker learns its part, the gradients are summed in a fixed order, the optimiser steps.</summary>
    private void Update(IReadOnlyList<Clip> batch, float rate)
    {
        double[] losses = new double[_workers.Length];
        long[] steps = new long[_workers.Length];
        ulong seed = SeededRandom.Combine((ulong)_recipe.Seed, (ulong)Position.Updates);
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
        AlignedBuffer gradients = GradientSum.Of(_workers.Select(w => w.Gradients), _state.Layout.Length, 1f / total);
        _state.Step(gradients, rate, losses.Sum(), total, batch.Sum(u => u.Duration.TotalSeconds));
    }

    private int StepsOf(Clip clip) =>
        FeatureExtractor.StepCount(Model.Features, FeatureExtractor.FrameCount(Model.Features, _augmenter.OutputLength((int)(clip.Duration.TotalSeconds * Model.Features.SampleRate), clip.Seed)));

    private EpochResult FinishEpoch()
    {
        _state.ThrowIfDiverged();
        if (Position is { EpochSteps: 0, SkippedUpdates: 0 }) throw new DataFormatException(_recipe.Name, null, "utterances that are long enough for their texts", "none in a whole epoch");
        double trainLoss = Position.Loss;
        (double devLoss, double cer, double wer) = _dev.Evaluate();
        var result = new EpochResult(Position.Epoch + 1, Position.Updates, trainLoss, devLoss, cer, wer, IsBest: false, Position.Seconds);
        WriteMetrics(result);
        return result with { IsBest = _state.FinishEpoch(cer) };
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
            AudioHours = Position.AudioSeconds / 3600,
            Seconds = result.Seconds,
        });
        CurvePicture.Draw(_recipe.Name, _metrics.Rows).Save(Path.Combine(_folder, "curve.svg"));
    }
}
