namespace EmbeddedSeq.Benchmarks;

/// <summary>A network loaded from a file, with some streams that have not begun.</summary>
internal abstract class FirstStep : IDisposable
{
    /// <summary>In place of a path: nothing is loaded and a step does nothing, so that what the measurement itself takes can be taken off.</summary>
    public const string Nothing = "none";

    /// <summary>Loads. What belongs to other engines is not even looked at: a host has one of them.</summary>
    /// <param name="path">A compiled model, an ONNX file in a folder named as its shape, or <see cref="Nothing"/>.</param>
    /// <param name="streams">Number of streams.</param>
    public static FirstStep Load(string path, int streams)
    {
        if (path == Nothing) return new NothingLoaded();
        return path.EndsWith(".onnx", StringComparison.Ordinal) ? LoadOnnx(path, streams) : LoadOwn(path, streams);
    }

    /// <summary>A step of each of the first streams.</summary>
    public abstract void Step(int streams);

    /// <summary>What a host does between loading and the first frame.</summary>
    public abstract void Warmup();

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    // By themselves: a method is compiled with all that it mentions.
    private static OnnxFirstStep LoadOnnx(string path, int streams) => new(path, streams);

    private static OwnFirstStep LoadOwn(string path, int streams) => new(path, streams);

    private sealed class NothingLoaded : FirstStep
    {
        public override void Step(int streams)
        {
        }

        public override void Warmup()
        {
        }
    }
}
