using System.Text.Json.Serialization;

namespace EmbeddedSeq.Runtime.Search;

/// <summary>A stretch of a recording that an index holds: a whole file, or an utterance in one.</summary>
public sealed record IndexedStretch
{
    /// <summary>The audio file.</summary>
    public required string File { get; init; }

    /// <summary>Name of the stretch, if it has one.</summary>
    public string? Id { get; init; }

    /// <summary>Where in the file it begins, seconds.</summary>
    public double Offset { get; init; }

    /// <summary>Its length, seconds.</summary>
    public required double Duration { get; init; }

    /// <summary>Length of the file in bytes and time of its last change (UTC ticks) when it was added: tells whether it has to be added anew.</summary>
    public long FileLength { get; init; }

    /// <inheritdoc cref="FileLength"/>
    public long FileTime { get; init; }

    /// <summary>First step in the segment.</summary>
    [JsonInclude]
    internal int FirstStep { get; init; }

    /// <summary>Number of steps.</summary>
    [JsonInclude]
    internal int Steps { get; init; }

    /// <summary>The same without its place in a segment: equal for what need not be indexed again.</summary>
    [JsonIgnore]
    public IndexedStretch Unplaced => this with { FirstStep = 0, Steps = 0 };

    /// <summary>Time in the file of a step of the segment: its begin, not beyond the end of the stretch.</summary>
    internal double TimeOf(double step, double stepSeconds) => Offset + Math.Clamp((step - FirstStep) * stepSeconds, 0, Duration);
}
