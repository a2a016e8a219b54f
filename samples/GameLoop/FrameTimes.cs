using System.Diagnostics;
using System.Globalization;

namespace EmbeddedSeq.GameLoop;

/// <summary>How long the work of each frame took, and what it allocated. Recording costs no memory.</summary>
/// <param name="frames">How many will be recorded.</param>
internal sealed class FrameTimes(int frames)
{
    private static readonly double[] Bounds = [0.25, 0.5, 1, 2, 4, 8, Frame.Milliseconds, double.PositiveInfinity];
    private readonly long[] _ticks = new long[frames];
    private int _count, _collections = -GC.CollectionCount(0);
    private long _start, _bytes, _allocated;

    public void Begin()
    {
        _bytes = GC.GetAllocatedBytesForCurrentThread();
        _start = Stopwatch.GetTimestamp();
    }

    public void End()
    {
        _ticks[_count++] = Stopwatch.GetTimestamp() - _start;
        _allocated += GC.GetAllocatedBytesForCurrentThread() - _bytes;
    }

    /// <summary>After the last frame.</summary>
    public void Finish()
    {
        _collections += GC.CollectionCount(0);
        _ticks.AsSpan(0, _count).Sort();
    }

    /// <summary>Two columns of figures with their names before them.</summary>
    public static void Write(TextWriter output, FrameTimes without, FrameTimes with)
    {
        Row(output, "work of a frame", "without", "with recognition");
        foreach ((string name, double part) in new[] { ("median, ms", 0.5), ("99 %", 0.99), ("99.9 %", 0.999), ("longest", 1) })
            Row(output, name, Number(without.Quantile(part)), Number(with.Quantile(part)));
        for (int i = 0; i < Bounds.Length; i++)
            Row(output, double.IsInfinity(Bounds[i]) ? "frames above" : string.Create(CultureInfo.InvariantCulture, $"frames to {Bounds[i]:0.##} ms"), $"{without.CountIn(i)}", $"{with.CountIn(i)}");
        Row(output, "garbage collections", $"{without._collections}", $"{with._collections}");
        Row(output, "bytes allocated", $"{without._allocated}", $"{with._allocated}");
    }

    private double Quantile(double part) => Milliseconds(Math.Max(0, (int)Math.Ceiling(part * _count) - 1));

    private int CountIn(int bucket) =>
        Enumerable.Range(0, _count).Count(i => Milliseconds(i) <= Bounds[bucket] && (bucket == 0 || Milliseconds(i) > Bounds[bucket - 1]));

    private double Milliseconds(int index) => 1000.0 * _ticks[index] / Stopwatch.Frequency;

    private static void Row(TextWriter output, string name, string first, string second) => output.WriteLine($"{name,-22}{first,10}{second,20}");

    private static string Number(double value) => value.ToString("F3", CultureInfo.InvariantCulture);
}
