namespace EmbeddedSeq.Benchmarks.Engines;

/// <summary>A network on one stream or on several in step, fed piece by piece: every run goes on where the one before ended.</summary>
internal abstract class Engine(string name)
{
    public string Name { get; } = name;

    /// <summary>[T, B, 80], read by the next run.</summary>
    public abstract Span<float> Input { get; }

    /// <summary>[T, B, 32], written by the last run.</summary>
    public abstract ReadOnlySpan<float> Output { get; }

    public abstract void Run();
}
