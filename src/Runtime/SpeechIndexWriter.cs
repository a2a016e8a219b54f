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
    /// <exception cref="IOException">The folder cannot be written, another process is adding to the index, or it was made with another model.</exception>
    public SpeechIndexWriter(string path, SpeechModel model, string modelId, TimeSpan? segmentLength = null)
    {
        Description = Describe(model, modelId);
        _path = path;
        Directory.CreateDirectory(path);
        _lock = Lock(Path.Combine(path, "lock"));
        try
        {
            // What a process that was killed while it wrote has left behind.
            foreach (string remains in Directory.EnumerateFiles(path, $"*{SpeechIndex.FileEnding}.partial")) File.Delete(remains);
            Existing = SpeechIndex.Exists(path) ? SpeechIndex.Open(path) : null;
            if (Existing is not null && !Existing.Description.Equals(Description))
                throw new IOException($"{path} was made with the model {Existing.Description.Model} ({Existing.Description.ModelId}); to add with {Description.Model} ({modelId}), build a new index.");
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
    public static byte[] Listen(SpeechModel model, IEnumerable<ReadOnlyMemory<float>> pieces, CancellationToken cancellation = default)
    {
        var stream = new PosteriorStream(model);
        var costs = new CostList(model.Spec.Tokens.Count);
        int space = Describe(model, "").Space;
        foreach (ReadOnlyMemory<float> piece in pieces)
        {
            cancellation.ThrowIfCancellationRequested();
            Run(stream, piece.Span, costs, space);
        }
        Run(stream, stream.Tail, costs, space);
        costs.Add(stream.Finish());
        return costs.ToArray();
    }

    /// <summary>Adds a stretch that <see cref="Listen"/> has heard.</summary>
    /// <param name="stretch">Its file and times.</param>
    /// <param name="costs">What was heard.</param>
    /// <exception cref="IOException">A segment is full and cannot be written.</exception>
    public void Add(IndexedStretch stretch, ReadOnlySpan<byte> costs)
    {
        if (costs.Length == 0) return;
        _segment.Add(stretch, costs);
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

    private static void Run(PosteriorStream stream, ReadOnlySpan<float> samples, CostList costs, int space)
    {
        for (ReadOnlySpan<float> outputs; !(outputs = stream.Push(ref samples)).IsEmpty;) costs.Add(outputs, stream.IsPause ? space : -1);
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
