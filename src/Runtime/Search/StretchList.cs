using System.Collections;
using System.Text.Json;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Search;

/// <summary>
/// The stretches of a segment. Only where each lies stays in memory; its names are read from the mapped file when it is asked for, so
/// that an index of hundreds of thousands of recordings costs no more than their numbers. Immutable, for any number of threads.
/// </summary>
internal sealed class StretchList : IReadOnlyList<IndexedStretch>
{
    private readonly MemoryRegion _json;
    private readonly StretchPlace[] _places;

    private StretchList(MemoryRegion json, StretchPlace[] places, double seconds) => (_json, _places, Seconds) = (json, places, seconds);

    /// <summary>Length of all together.</summary>
    public double Seconds { get; }

    /// <inheritdoc/>
    public int Count => _places.Length;

    /// <inheritdoc/>
    public IndexedStretch this[int index]
    {
        get
        {
            IndexedStretch stretch = JsonSerializer.Deserialize(_json.As<byte>().Slice(_places[index].Start, _places[index].Length), IndexJson.Default.IndexedStretch)!;
            GC.KeepAlive(this);
            return stretch;
        }
    }

    /// <summary>Reads and checks a list.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="json">An array of stretches, UTF-8.</param>
    /// <param name="steps">Steps of the segment.</param>
    /// <exception cref="ModelFormatException">Not such an array, an empty one, or stretches that do not follow each other inside the segment.</exception>
    public static StretchList Read(string path, MemoryRegion json, int steps)
    {
        var places = new List<StretchPlace>();
        double seconds = 0;
        int end = 0;
        try
        {
            var reader = new Utf8JsonReader(json.As<byte>());
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray) throw new JsonException("expected an array");
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                int start = (int)reader.TokenStartIndex;
                IndexedStretch? stretch = JsonSerializer.Deserialize(ref reader, IndexJson.Default.IndexedStretch);
                if (stretch is not { File: not null, Steps: >= 0 } || stretch.FirstStep < end || stretch.FirstStep + (long)stretch.Steps > steps)
                    throw new ModelFormatException(path, $"recording {stretch?.File}: its steps do not lie behind those of the one before and inside the segment");
                end = stretch.FirstStep + stretch.Steps;
                seconds += stretch.Duration;
                places.Add(new StretchPlace(start, (int)reader.BytesConsumed - start, stretch.FirstStep, stretch.Steps));
            }
            if (reader.Read()) throw new JsonException("expected nothing behind the array");
        }
        catch (JsonException e)
        {
            throw new ModelFormatException(path, $"the list of recordings is not valid: {JsonProblem.Syntax(e)}", e);
        }
        if (places.Count == 0) throw new ModelFormatException(path, "no recordings");
        return new StretchList(json, [.. places], seconds);
    }

    /// <summary>The stretch that a step lies in; null in the gaps between them.</summary>
    public IndexedStretch? At(int step)
    {
        int low = 0, high = _places.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (_places[middle].FirstStep <= step) low = middle;
            else high = middle - 1;
        }
        return step >= _places[low].FirstStep && step < _places[low].FirstStep + _places[low].Steps ? this[low] : null;
    }

    /// <inheritdoc/>
    public IEnumerator<IndexedStretch> GetEnumerator()
    {
        for (int i = 0; i < _places.Length; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // Where a stretch is written, and its steps.
    private readonly record struct StretchPlace(int Start, int Length, int FirstStep, int Steps);
}
