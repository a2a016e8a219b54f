using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Augmentation;
using EmbeddedSeq.Trainer.Data;
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
    private const int StatisticsUtterances = 1000;

    private readonly EmbeddingRecipe _recipe;
    private readonly TrainingState _state;
    private readonly EmbeddingWorker[] _workers;
    private readonly SpokenWordSource _source;
    private readonly WordGroups _groups;
    private readonly EmbeddingDevSet _dev;

    /// <summary>Prepares a training, or takes up the one whose checkpoint lies in the folder.</summary>
    /// <param name="recipe">What to do.</param>
    /// <param name="data">The words that the recipe names.</param>
    /// <param name="load">Reads audio.</param>
    /// <param name="folder">Where results go; made if missing.</param>
    /// <param name="initial">A trained model with the same features whose lowest layers of each network, as far as they are of the same shape, a new training starts from; not looked at when a checkpoint is taken up.</param>
    /// <exception cref="ModelFormatException">The checkpoint in the folder is damaged or of another recipe, or the initial model fits in no layer.</exception>
    /// <exception cref="DataFormatException">There is nothing to train on.</exception>
    public EmbeddingRun(EmbeddingRecipe recipe, EmbeddingData data, AudioLoader load, string folder, ModelWeights? initial = null)
    {
        _recipe = recipe;
        ModelSpec spec = recipe.ToModelSpec();
        var logMel = new LogMel(spec.Features);
        _state = new TrainingState(spec, new TrainingPlan(folder, recipe.ToJson(), recipe.Epochs, recipe.CheckpointMinutes), recipe.Optimizer, (layout, weights) =>
        {
            if (recipe.FrozenLayers > 0 && initial is null) throw new ModelFormatException(recipe.Name, "frozen_layers need a model to start from (--from)");
            var start = new EmbeddingStart(recipe, spec, layout, weights);
            return initial is null ? ExampleSource.Statistics(logMel, load, data.Sample(StatisticsUtterances)) : start.CopyFrom(initial);
        });
        _workers = [.. Enumerable.Range(0, recipe.Workers).Select(_ => new EmbeddingWorker(spec, _state.Layout, _state.Weights, recipe.Dropout, recipe.FrozenLayers))];
        Augmenter? augmenter = recipe.Augmentation == new AugmentationSpec() ? null : new Augmenter(recipe.Augmentation, spec.Features.SampleRate, data.Noise.Count == 0 ? null : new NoiseClips(data.Noise, load));
        FrozenLayers? frozen = recipe.FrozenLayers == 0 ? null : new FrozenLayers(_state.Current(), recipe.FrozenLayers);
        var normalization = new Normalization(_state.Mean, _state.Std);
        SpeakerNormalization? speakers = recipe.Objective is { Reconstruction: > 0, Normalization: FrameNormalization.Speaker } ? new(logMel, load, data.Train) : null;
        _source = new SpokenWordSource(logMel, normalization, speakers, load, augmenter, recipe.Objective.ZeroMasking, frozen);
        _groups = new WordGroups(data.Train, recipe.GroupSize, recipe.BatchGroups, recipe.MostTokens, (ulong)recipe.Seed);
        if (_groups.Types < 2) throw new DataFormatException(recipe.Name, null, "at least two words that occur more than once", $"{_groups.Types}");
        var clean = new SpokenWordSource(logMel, normalization, speakers: null, load, augmenter: null, zeroMasking: 0, frozen);
        _dev = new EmbeddingDevSet(data.Dev, clean, [.. Enumerable.Range(0, recipe.Workers).Select(_ => new EmbeddingWorker(spec, _state.Layout, _state.Optimizer.Average, dropout: 0, recipe.FrozenLayers))]);
    }

    /// <summary>Whether the training goes on from a checkpoint.</summary>
    public bool IsResumed => _state.IsResumed;

    /// <summary>How far the training is.</summary>
    public TrainingPosition Position => _state.Position;

    /// <summary>The model that is trained.</summary>
    public ModelSpec Model => _state.Model;

    /// <summary>Trains to the end of the recipe or until cancelled; cancelled, it writes a checkpoint first.</summary>
    /// <param name="onProgress">Called after every update.</param>
    /// <param name="onEpoch">Called after every epoch.</param>
    /// <param name="cancellation">Stops between two updates.</param>
    /// <exception cref="OperationCanceledException">Stopped; the checkpoint is written.</exception>
    /// <exception cref="TrainingDivergedException">The gradient was not finite many times in a row, or the weights are not; the last good checkpoint is kept.</exception>
    /// <exception cref="IOException">Audio cannot be read or a result cannot be written.</exception>
    public void Run(Action<TrainingProgress> onProgress, Action<EmbeddingEpoch> onEpoch, CancellationToken cancellation)
    {
        float rate = 0;
        _state.Run(
            _groups.ForEpoch,
            (batch, progress) => Update(batch, rate = _recipe.Optimizer.RateAt(Position.Updates, progress)),
            batches => onProgress(_state.Progress(batches, rate)),
            () => onEpoch(FinishEpoch()),
            cancellation);
    }

    private void Update(IReadOnlyList<IReadOnlyList<SpokenWord>> groups, float rate)
    {
        ulong seed = SeededRandom.Combine((ulong)_recipe.Seed, (ulong)Position.Updates);
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
        AlignedBuffer gradients = GradientSum.Of(_workers.Select(w => w.Gradients), _state.Layout.Length, factor: 1);
        _state.Step(gradients, rate, contrastive + reconstruction.Sum(), steps: 1, groups.Sum(g => g.Sum(w => w.Utterance.Duration.TotalSeconds)));
    }

    private EmbeddingEpoch FinishEpoch()
    {
        _state.ThrowIfDiverged();
        double loss = Position.Loss, precision = _dev.AveragePrecision();
        bool best = _state.FinishEpoch(1 - precision);
        return new EmbeddingEpoch(Position.Epoch, Position.Updates, loss, precision, best, Position.Seconds);
    }
}
