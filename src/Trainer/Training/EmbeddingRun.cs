using System.Diagnostics;
using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Augmentation;
using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Kernels;
using EmbeddedSeq.Trainer.Loss;
using EmbeddedSeq.Trainer.Network;
using EmbeddedSeq.Trainer.Optimisation;
using EmbeddedSeq.Trainer.Recipes;

namespace EmbeddedSeq.Trainer.Training;

/// <summary>
/// The training of an encoder of spoken words, with or without a decoder. Each batch: every worker encodes its words; the
/// contrastive loss looks at all vectors of the batch; every worker decodes and goes backward; the gradients are summed; one step
/// of the optimiser. Files and resuming are as in <see cref="TrainingRun"/>.
/// </summary>
public sealed class EmbeddingRun
{
    private const int MostSkippedUpdates = 20, StatisticsUtterances = 1000;
    private readonly EmbeddingRecipe _recipe;
    private readonly string _folder;
    private readonly ModelSpec _spec;
    private readonly ParameterLayout _layout;
    private readonly AlignedBuffer _weights;
    private readonly Optimizer _optimizer;
    private readonly EmbeddingWorker[] _workers;
    private readonly float[] _mean, _std;
    private readonly SpokenWordSource _source;
    private readonly WordGroups _groups;
    private readonly EmbeddingDevSet _dev;
    private readonly Stopwatch _clock = new();
    private TimeSpan _lastCheckpoint;
    private TrainingPosition _position;

    /// <summary>Prepares a training, or takes up the one whose checkpoint lies in the folder.</summary>
    /// <param name="recipe">What to do.</param>
    /// <param name="data">The words that the recipe names.</param>
    /// <param name="load">Reads audio.</param>
    /// <param name="folder">Where results go; made if missing.</param>
    /// <param name="initial">A trained model with the same features whose lowest layers, as far as they are of the same shape, a new training starts from; not looked at when a checkpoint is taken up.</param>
    /// <exception cref="ModelFormatException">The checkpoint in the folder is damaged or of another recipe, or the initial model fits in no layer.</exception>
    /// <exception cref="DataFormatException">There is nothing to train on.</exception>
    public EmbeddingRun(EmbeddingRecipe recipe, EmbeddingData data, AudioLoader load, string folder, ModelWeights? initial = null)
    {
        (_recipe, _folder, _spec) = (recipe, folder, recipe.ToModelSpec());
        Directory.CreateDirectory(folder);
        _layout = new ParameterLayout(_spec);
        _weights = new AlignedBuffer(_layout.Length);
        _optimizer = new Optimizer(recipe.Optimizer, _layout, _weights);
        _workers = [.. Enumerable.Range(0, recipe.Workers).Select(_ => new EmbeddingWorker(_spec, _layout, _weights, recipe.Dropout, recipe.FrozenLayers))];
        var logMel = new LogMel(_spec.Features);
        if (File.Exists(CheckpointPath))
        {
            (_position, _mean, _std) = Checkpoint.Load(CheckpointPath, _spec, recipe.ToJson(), _layout, _weights, _optimizer);
            IsResumed = true;
        }
        else
        {
            WeightInitializer.Fill(_layout, _weights, recipe.Seed);
            (_mean, _std) = initial is null ? ExampleSource.Statistics(logMel, load, data.Sample(StatisticsUtterances)) : CopyFrom(initial);
            _optimizer.StartAverage();
            _position = new TrainingPosition();
        }
        if (recipe.FrozenLayers > 0 && initial is null && !IsResumed) throw new ModelFormatException(recipe.Name, "frozen_layers need a model to start from (--from)");
        Augmenter? augmenter = recipe.Augmentation == new AugmentationSpec() ? null : new Augmenter(recipe.Augmentation, _spec.Features.SampleRate, data.Noise.Count == 0 ? null : new NoiseClips(data.Noise, load));
        FrozenLayers? frozen = recipe.FrozenLayers == 0 ? null : new FrozenLayers(Checkpoint.ToModel(_spec, _layout, _weights, _mean, _std), recipe.FrozenLayers);
        var normalization = new Normalization(_mean, _std);
        _source = new SpokenWordSource(logMel, normalization, load, augmenter, recipe.Objective.ZeroMasking, frozen);
        _groups = new WordGroups(data.Train, recipe.GroupSize, recipe.BatchGroups, recipe.MostTokens, (ulong)recipe.Seed);
        if (_groups.Types < 2) throw new DataFormatException(recipe.Name, null, "at least two words that occur more than once", $"{_groups.Types}");
        var clean = new SpokenWordSource(logMel, normalization, load, augmenter: null, zeroMasking: 0, frozen);
        _dev = new EmbeddingDevSet(data.Dev, clean, [.. Enumerable.Range(0, recipe.Workers).Select(_ => new EmbeddingWorker(_spec, _layout, _optimizer.Average, dropout: 0, recipe.FrozenLayers))]);
    }

    /// <summary>Whether the training goes on from a checkpoint.</summary>
    public bool IsResumed { get; }

    /// <summary>How far the training is.</summary>
    public TrainingPosition Position => _position;

    /// <summary>The model that is trained.</summary>
    public ModelSpec Model => _spec;

    private string CheckpointPath => Path.Combine(_folder, "checkpoint.safetensors");

    /// <summary>Trains to the end of the recipe or until cancelled; cancelled, it writes a checkpoint first.</summary>
    /// <param name="onProgress">Called after every update.</param>
    /// <param name="onEpoch">Called after every epoch.</param>
    /// <param name="cancellation">Stops between two updates.</param>
    /// <exception cref="OperationCanceledException">Stopped; the checkpoint is written.</exception>
    /// <exception cref="TrainingDivergedException">The gradient was not finite many times in a row, or the weights are not; the last good checkpoint is kept.</exception>
    /// <exception cref="IOException">Audio cannot be read or a result cannot be written.</exception>
    public void Run(Action<TrainingProgress> onProgress, Action<EmbeddingEpoch> onEpoch, CancellationToken cancellation)
    {
        _clock.Start();
        while (_position.Epoch < _recipe.Epochs)
        {
            RunEpoch(onProgress, cancellation);
            onEpoch(FinishEpoch());
        }
    }

    private void RunEpoch(Action<TrainingProgress> onProgress, CancellationToken cancellation)
    {
        IReadOnlyList<IReadOnlyList<IReadOnlyList<SpokenWord>>> batches = _groups.ForEpoch(_position.Epoch);
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
            Update(batches[_position.Batch], rate);
            _position = _position with { Batch = _position.Batch + 1, Seconds = _position.Seconds + (_clock.Elapsed - start).TotalSeconds };
            onProgress(Progress(batches.Count, rate));
            if ((_clock.Elapsed - _lastCheckpoint).TotalMinutes >= _recipe.CheckpointMinutes) SaveCheckpoint();
        }
    }

    private void Update(IReadOnlyList<IReadOnlyList<SpokenWord>> groups, float rate)
    {
        ulong seed = SeededRandom.Combine((ulong)_recipe.Seed, (ulong)_position.Updates);
        Dictionary<string, int> labels = groups.Select(g => g[0].Word).Distinct(StringComparer.Ordinal).Select((word, i) => (word, i)).ToDictionary(p => p.word, p => p.i, StringComparer.Ordinal);
        WordBatch[] parts = [.. Enumerable.Range(0, _workers.Length).Select(_ => new WordBatch())];
        var vectors = new float[parts.Length][];
        WorkerThreads.Run(parts.Length, w =>
        {
            for (int g = w; g < groups.Count; g += parts.Length) parts[w].Add(labels[groups[g][0].Word], groups[g], (word, i) => _source.Load(word, SeededRandom.Combine(SeededRandom.Combine(seed, (ulong)g), (ulong)i)));
            vectors[w] = _workers[w].Encode(parts[w].Words, SeededRandom.Combine(seed, (ulong)w)).ToArray();
        });
        float[] z = [.. vectors.SelectMany(v => v)], dz = new float[z.Length];
        if (z.Length == 0) return;
        EmbeddingObjective objective = _recipe.Objective;
        double contrastive = objective.Contrastive == 0 ? 0 : ContrastiveLoss.Run(z, [.. parts.SelectMany(p => p.Labels)], objective.Temperature, objective.Contrastive, dz);
        long steps = parts.Sum(p => p.Words.Sum(w => (long)w.TargetSteps));
        double[] reconstruction = new double[parts.Length];
        WorkerThreads.Run(parts.Length, w =>
        {
            int before = vectors[..w].Sum(v => v.Length);
            IReadOnlyList<WordExample> targets = objective.Reconstruction == 0 ? [] : objective.Target == ReconstructionTarget.Self ? parts[w].Words : parts[w].Others;
            reconstruction[w] = _workers[w].Learn(dz.AsSpan(before, vectors[w].Length), targets, objective.Reconstruction / steps, SeededRandom.Combine(~seed, (ulong)w));
        });
        AlignedBuffer gradients = SumOfGradients();
        double loss = contrastive + reconstruction.Sum(), norm = _optimizer.Step(gradients, rate);
        bool finite = double.IsFinite(loss) && double.IsFinite(norm);
        _position = _position with
        {
            Updates = _optimizer.Updates,
            EpochLoss = _position.EpochLoss + (finite ? loss : 0),
            EpochSteps = _position.EpochSteps + (finite ? 1 : 0),
            SkippedUpdates = finite ? 0 : _position.SkippedUpdates + 1,
            AudioSeconds = _position.AudioSeconds + groups.Sum(g => g.Sum(w => w.Utterance.Duration.TotalSeconds)),
        };
        if (_position.SkippedUpdates >= MostSkippedUpdates) throw Diverged($"The gradient was not finite in {MostSkippedUpdates} updates in a row");
    }

    private unsafe AlignedBuffer SumOfGradients()
    {
        AlignedBuffer sum = _workers[0].Gradients;
        for (int w = 1; w < _workers.Length; w++) RowOperations.Add(_workers[w].Gradients.Pointer, sum.Pointer, _layout.Length);
        return sum;
    }

    // The lowest layers of another encoder, or of a model that writes text.
    private (float[] Mean, float[] Std) CopyFrom(ModelWeights initial)
    {
        if (initial.Spec.Audio is not { } audio || audio with { TailLength = _spec.Features.TailLength } != _spec.Features)
            throw new ModelFormatException(initial.Spec.Name, "the model to start from has other features than the recipe describes");
        string network = initial.Spec.Networks is null ? NetworkNames.Main : NetworkNames.Encoder;
        IReadOnlyList<LayerSpec> source = initial.Spec.NetworkLayers(network), target = _spec.NetworkLayers(NetworkNames.Encoder);
        int copied = 0;
        for (; copied < Math.Min(source.Count, target.Count) && source[copied] == target[copied]; copied++)
        {
            foreach (TensorSpec tensor in target[copied].Tensors())
            {
                ParameterLayout.Slot slot = _layout[ModelSpec.Prefix(copied, NetworkNames.Encoder) + tensor.Name];
                initial[ModelSpec.Prefix(copied, network) + tensor.Name].Data.CopyTo(_weights.Span(slot.Offset, slot.Length));
            }
        }
        if (copied < Math.Max(1, _recipe.FrozenLayers)) throw new ModelFormatException(initial.Spec.Name, $"the model to start from has other layers than the recipe: it begins with {source[0].Units} units of {source[0].Kind} on {source[0].Inputs} inputs, the recipe's encoder with {target[0].Units} on {target[0].Inputs}");
        return (initial["features.mean"].Data, initial["features.std"].Data);
    }

    private EmbeddingEpoch FinishEpoch()
    {
        RequireFinite();
        double loss = _position.EpochLoss / Math.Max(1, _position.EpochSteps), precision = _dev.AveragePrecision();
        bool best = double.IsNaN(precision) || _position.BestPrecision is not { } highest || precision > highest;
        _position = _position with
        {
            Epoch = _position.Epoch + 1,
            Batch = 0,
            EpochLoss = 0,
            EpochSteps = 0,
            BestPrecision = double.IsNaN(precision) ? null : best ? precision : _position.BestPrecision,
        };
        if (best) AverageModel().Save(Path.Combine(_folder, "model.eseq"));
        SaveCheckpoint();
        return new EmbeddingEpoch(_position.Epoch, _position.Updates, loss, precision, best, _position.Seconds);
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

    private TrainingDivergedException Diverged(string what) =>
        new($"{what} (epoch {_position.Epoch + 1}, update {_position.Updates}). {(File.Exists(CheckpointPath) ? $"The last checkpoint is kept in {CheckpointPath}" : "There is no checkpoint yet")}; lower optimizer.learning_rate or set optimizer.clip_norm.");

    private ModelWeights AverageModel() => Checkpoint.ToModel(_spec, _layout, _optimizer.Average, _mean, _std);

    private TrainingProgress Progress(int batches, float rate)
    {
        double done = _position.Epoch + (double)_position.Batch / batches;
        TimeSpan left = TimeSpan.FromSeconds(_position.Seconds / done * (_recipe.Epochs - done));
        return new TrainingProgress(_position, batches, _recipe.Epochs, _position.EpochLoss / Math.Max(1, _position.EpochSteps), rate, _position.AudioSeconds / Math.Max(1e-9, _position.Seconds), left);
    }
}
