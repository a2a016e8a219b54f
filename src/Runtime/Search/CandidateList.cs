using System.Runtime.CompilerServices;
using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Search;

/// <summary>A block of steps in which a keyword may end.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Step">First step of the block.</param>
/// <param name="Cost">Cost of the cheapest path.</param>
internal readonly record struct Candidate(IndexSegment Segment, int Step, ushort Cost);

/// <summary>The cheapest blocks of a scan.</summary>
/// <param name="capacity">How many are kept.</param>
internal sealed class CandidateList(int capacity)
{
    private readonly PriorityQueue<Candidate, int> _dearest = new(capacity + 1);

    /// <summary>Adds the blocks of a segment that cost less than their neighbours.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="minima">[blocks, 64], from <see cref="KeywordScan"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(IndexSegment segment, ReadOnlySpan<ushort> minima)
    {
        int limit = segment.Rows * KeywordScan.Lanes, dearest = Dearest();
        for (int i = 0; i < minima.Length; i++)
        {
            ushort cost = minima[i];
            if (cost >= dearest) continue;
            (int block, int lane) = Math.DivRem(i, KeywordScan.Lanes);
            // The same path, followed by a longer space, ends in the next block too, for no less.
            if (block > 0 && minima[i - KeywordScan.Lanes] <= cost) continue;
            if (i + KeywordScan.Lanes < minima.Length && minima[i + KeywordScan.Lanes] < cost) continue;
            int step = lane * segment.Rows + block * KeywordScan.BlockRows;
            if (step >= limit) continue;
            if (_dearest.Count < capacity) _dearest.Enqueue(new Candidate(segment, step, cost), -cost);
            else _dearest.EnqueueDequeue(new Candidate(segment, step, cost), -cost);
            dearest = Dearest();
        }
    }

    // What a block must cost less than.
    private int Dearest() => _dearest.Count == capacity ? _dearest.Peek().Cost : KeywordScan.Unreachable;

    /// <summary>The candidates, the cheapest first.</summary>
    public IEnumerable<Candidate> Sorted() => _dearest.UnorderedItems.Select(i => i.Element).OrderBy(c => c.Cost).ThenBy(c => c.Segment.Path, StringComparer.Ordinal).ThenBy(c => c.Step);
}
