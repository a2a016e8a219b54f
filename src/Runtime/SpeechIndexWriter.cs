using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Runtime;

/// <summary>
/// Adds recordings to an index. A segment appears as soon as an hour of sound, or what was asked for, is together, and with the last one on
/// <see cref="Flush"/>; whenever the process ends, what has appeared is whole. Other processes may search meanwhile. Not for two
/// threads at once.
/// </summary>
public sealed class SpeechIndexWriter : IDisposable
{
    private static readonly TimeSpan DefaultSegmentLength = TimeSpan.FromHours(1);

    private readonly string _path;
    private readonly FileStream _lock;
    private readonly SegmentBuilder _segment;
    private readonly int _segmentSteps;

    /// <summary>Opens an index to add to, or begins one.</summary>
    /// <param name="path">Its folder; created if it is missing.</param>
    /// <param name="model">What hears the recordings; an index has one model.</param>
    /// <param name="modelId">What tells the model from others of the same name, for example <see cref="FingerprintOf"/> its file.</param>
    /// <param name="segmentLength">Sound of a segment, at least; an hour by default. What a shorter one holds is safe sooner, but more of them take longer to search.</param>
    /// <param name="words">What makes vectors of word-like stretches; an index has one such model, or none.</param>
    /// <param name="wordsId">What tells that model from others of the same name.</param>
    /// <exception cref="IOException">The folder cannot be written, another process is adding to the index, or it was made with another model.</exception>
    public SpeechIndexWriter(string path, SpeechModel model, string modelId, TimeSpan? segmentLength = null, EmbeddingModel? words = null, string? wordsId = null)
    {
        Description = Describe(model, modelId) with { Embedder = words?.Spec.Name, EmbedderId = words is null ? null : wordsId ?? "", Dimension = words?.Dimension ?? 0 };
        _path = path;
        Directory.CreateDirectory(path);
        _lock = Lock(Path.Combine(path, "lock"));
        try
        {
            // What a process that was killed while it wrote has left behind.
            foreach (string remains in Directory.EnumerateFiles(path, $"*{SpeechIndex.FileEnding}.partial")) File.Delete(remains);
            Existing = SpeechIndex.Exists(path) ? SpeechIndex.Open(path) : null;
            if (Existing is not null && !Existing.Description.Equals(Description))
                throw new IOException($"{path} was made with {Name(Existing.Description)}; to add with {Name(Description)}, build a new index.");
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
        _segment = new SegmentBuilder(Description);
        _segmentSteps = (int)((segmentLength ?? DefaultSegmentLength).TotalSeconds / Description.StepSeconds);
    }

    /// <summary>What all segments of the index have in common.</summary>
    public IndexDescription Description { get; }

    /// <summary>The index as it was; null if it is new.</summary>
    public SpeechIndex? Existing { get; }

    /// <summary>Name of a model file's contents.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string FingerprintOf(string modelPath)
    {
        MemoryRegion file = new MappedFile(modelPath).Region;
        string fingerprint = Checksum.Of(file.As<byte>()).ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
        GC.KeepAlive(file);
        return fingerprint;
    }

    /// <summary>What a model hears in a stretch of sound. Safe to call on several threads.</summary>
    /// <param name="model">The index's model.</param>
    /// <param name="pieces">The samples at the model's rate, one channel; a piece is used before the next is asked for.</param>
    /// <param name="cancellation">Stops soon.</param>
    /// <returns>[T, V] costs of all tokens, to be added.</returns>
    public static byte[] Listen(SpeechModel model, IEnumerable<ReadOnlyMemory<float>> pieces, CancellationToken cancellation = default) => Listen(model, null, pieces, cancellation).Costs;

    /// <summary>What two models hear in a stretch of sound. Safe to call on several threads.</summary>
    /// <param name="model">The index's model.</param>
    /// <param name="words">Its model of spoken words; null for none.</param>
    /// <param name="pieces">The samples at the models' rate, one channel; a piece is used before the next is asked for.</param>
    /// <param name="cancellation">Stops soon.</param>
    /// <exception cref="ArgumentException">The models hear at different rates.</exception>
    public static HeardSound Listen(SpeechModel model, EmbeddingModel? words, IEnumerable<ReadOnlyMemory<float>> pieces, CancellationToken cancellation = default)
    {
        StretchEmbedder? stretches = words is null ? null : Stretches(model, words);
        var stream = new PosteriorStream(model);
        var costs = new CostList(model.Spec.Tokens.Count);
        int space = Describe(model, "").Space;
        foreach (ReadOnlyMemory<float> piece in pieces)
        {
            cancellation.ThrowIfCancellationRequested();
            Run(stream, piece.Span, costs, space, stretches);
        }
        Run(stream, stream.Tail, costs, space, stretches);
        costs.Add(stream.Finish());
        stretches?.Finish();
        return new HeardSound(costs.ToArray(), stretches?.Places ?? [], stretches?.Vectors ?? []);
    }

    /// <summary>What a recording of a word or phrase is searched for by.</summary>
    /// <param name="model">The index's model.</param>
    /// <param name="words">Its model of spoken words; null to search without vectors.</param>
    /// <param name="samples">The recording, at the models' rate, one channel.</param>
    /// <param name="index">What the index was made with.</param>
    /// <exception cref="ArgumentException">No word of two letters was heard, or the models are not those of the index.</exception>
    public static ExampleQuery Example(SpeechModel model, EmbeddingModel? words, float[] samples, IndexDescription index)
    {
        byte[] costs = Listen(model, [samples]);
        return ExampleQuery.FromCosts(costs, index, words is null ? [] : Stretches(model, words).Whole(samples, costs, model.Spec.Tokens.Count));
    }

    /// <summary>Adds a stretch that <see cref="Listen(SpeechModel, IEnumerable{ReadOnlyMemory{float}}, CancellationToken)"/> has heard.</summary>
    /// <param name="stretch">Its file and times.</param>
    /// <param name="costs">What was heard.</param>
    /// <exception cref="IOException">A segment is full and cannot be written.</exception>
    public void Add(IndexedStretch stretch, byte[] costs) => Add(stretch, new HeardSound(costs, [], []));

    /// <summary>Adds a stretch that <see cref="Listen(SpeechModel, EmbeddingModel, IEnumerable{ReadOnlyMemory{float}}, CancellationToken)"/> has heard.</summary>
    /// <param name="stretch">Its file and times.</param>
    /// <param name="heard">What was heard.</param>
    /// <exception cref="ArgumentException">The vectors are not those of the index's model of spoken words.</exception>
    /// <exception cref="IOException">A segment is full and cannot be written.</exception>
    public void Add(IndexedStretch stretch, HeardSound heard)
    {
        if (heard.Vectors.Length != heard.Places.Length / 2 * Description.Dimension) throw new ArgumentException($"Expected {heard.Places.Length / 2} vectors of {Description.Dimension} numbers, found {heard.Vectors.Length} numbers.", nameof(heard));
        if (heard.Costs.Length == 0) return;
        _segment.Add(stretch, heard);
        if (_segment.Steps >= _segmentSteps) Flush();
    }

    /// <summary>Writes what has been added as a segment.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Flush()
    {
        if (_segment.Count > 0) _segment.Save(SpeechIndex.NextFile(_path));
    }

    /// <summary>Lets others add. What has not been flushed is not kept.</summary>
    public void Dispose() => _lock.Dispose();

    /// <summary>What an index of a model says about it.</summary>
    internal static IndexDescription Describe(SpeechModel model, string modelId) =>
        new() { Model = model.Spec.Name, ModelId = modelId, StepSeconds = model.Spec.Features.StepDuration.TotalSeconds, Tokens = model.Spec.Tokens };

    private static StretchEmbedder Stretches(SpeechModel model, EmbeddingModel words)
    {
        if (words.SampleRate != model.SampleRate) throw new ArgumentException($"The speech model hears {model.SampleRate} samples a second, the model of spoken words {words.SampleRate}; expected the same.", nameof(words));
        return new StretchEmbedder(words, model.Spec.Features.Skip * model.Spec.Features.HopLength, Describe(model, "").Space);
    }

    private static string Name(IndexDescription index) => $"the model {index.Model} ({index.ModelId})" + (index.Embedder is null ? " and no vectors" : $" and {index.Embedder} ({index.EmbedderId})");

    private static void Run(PosteriorStream stream, ReadOnlySpan<float> samples, CostList costs, int space, StretchEmbedder? stretches)
    {
        while (true)
        {
            ReadOnlySpan<float> before = samples, outputs = stream.Push(ref samples);
            stretches?.Hear(before[..^samples.Length]);
            if (outputs.IsEmpty) return;
            int step = costs.Steps;
            costs.Add(outputs, stream.IsPause ? space : -1);
            for (; step < costs.Steps; step++) stretches?.Advance(costs[step], stream.IsPause);
        }
    }

    // The lock goes with the process, whichever way that ends.
    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new IOException($"{Path.GetDirectoryName(path)}: another process is adding to this index ({e.Message})", e);
        }
    }
}
