using System.Runtime.InteropServices;
using System.Text.Json;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Search;

/// <summary>Collects stretches and writes them as one segment. Not for two threads at once.</summary>
/// <remarks>
/// The steps of all stretches follow each other, with <see cref="Gap"/> steps between them that end every word and that no path
/// crosses for free, and are cut into 64 columns for <see cref="KeywordScan"/>. docs/search.md describes the file.
/// </remarks>
internal sealed class SegmentBuilder(IndexDescription description)
{
    /// <summary>Steps between two stretches: a space, something impossible, a space.</summary>
    public const int Gap = 3;

    private readonly int _width = description.Tokens.Count;
    private readonly byte[] _edge = EdgeOf(description);
    private readonly List<IndexedStretch> _stretches = [];
    private readonly List<int> _places = [];
    private readonly List<sbyte> _vectors = [];
    private byte[] _rows = new byte[1 << 20];
    private int _steps;

    /// <summary>Steps so far.</summary>
    public int Steps => _steps;

    /// <summary>Number of stretches so far.</summary>
    public int Count => _stretches.Count;

    /// <summary>Adds a stretch.</summary>
    /// <param name="stretch">Its file and times.</param>
    /// <param name="heard">What was heard in it.</param>
    public void Add(IndexedStretch stretch, HeardSound heard)
    {
        AddGap();
        byte[] costs = heard.Costs;
        int steps = costs.Length / _width;
        for (int i = 0; i < heard.Places.Length; i += 2) _places.AddRange([_steps + heard.Places[i], heard.Places[i + 1]]);
        _vectors.AddRange(heard.Vectors);
        _stretches.Add(stretch with { FirstStep = _steps, Steps = steps });
        costs.CopyTo(Grow(steps));
    }

    /// <summary>Writes the segment and begins the next.</summary>
    /// <exception cref="IOException">The file cannot be written; nothing of it is left.</exception>
    public void Save(string path)
    {
        AddGap();
        int rows = (_steps + KeywordScan.Lanes - 1) / KeywordScan.Lanes;
        byte[] planes = Planes(rows);
        byte[] stretches = JsonSerializer.SerializeToUtf8Bytes([.. _stretches], IndexJson.Default.IndexedStretchArray);
        byte[] places = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_places)).ToArray(), vectors = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_vectors)).ToArray();
        var metadata = new Dictionary<string, string>
        {
            [SegmentFormat.DescriptionKey] = description.ToJson(),
            [SegmentFormat.ChecksumKey] = SegmentFormat.ChecksumOf(planes, places, vectors, stretches),
        };
        SafetensorsWriter.Write(path, metadata, new SafetensorsItem[]
        {
            new(SegmentFormat.Posteriors, "U8", [_width, rows + 1, KeywordScan.Lanes], planes),
            new(SegmentFormat.Places, "I32", [_places.Count / 2, 2], places),
            new(SegmentFormat.Vectors, "I8", [_places.Count / 2, description.Dimension], vectors),
            new(SegmentFormat.Stretches, "U8", [stretches.Length], stretches),
        });
        _stretches.Clear();
        _places.Clear();
        _vectors.Clear();
        _steps = 0;
    }

    /// <summary>The costs of a step at which every word ends and no letter is said: what lies before and behind a recording.</summary>
    public static byte[] EdgeOf(IndexDescription description)
    {
        byte[] edge = new byte[description.Tokens.Count];
        edge.AsSpan().Fill(byte.MaxValue);
        if (description.Space >= 0) edge[description.Space] = 0;
        return edge;
    }

    private byte[] Planes(int rows)
    {
        byte[] planes = new byte[checked(_width * (rows + 1) * KeywordScan.Lanes)];
        planes.AsSpan().Fill(byte.MaxValue);
        for (int step = 0; step < _steps; step++)
        {
            (int lane, int row) = Math.DivRem(step, rows);
            for (int token = 0; token < _width; token++) planes[(token * (rows + 1) + row) * KeywordScan.Lanes + lane] = _rows[step * _width + token];
        }
        return planes;
    }

    private void AddGap()
    {
        Span<byte> gap = Grow(Gap);
        gap.Fill(byte.MaxValue);
        _edge.CopyTo(gap);
        _edge.CopyTo(gap[((Gap - 1) * _width)..]);
    }

    private Span<byte> Grow(int steps)
    {
        int start = _steps * _width, length = checked(start + steps * _width);
        if (length > _rows.Length) Array.Resize(ref _rows, Math.Max(length, 2 * _rows.Length));
        _steps += steps;
        return _rows.AsSpan(start, length - start);
    }
}
