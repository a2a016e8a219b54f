using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Cli.WordDiscrimination;

/// <summary>Dynamic time warping over normalised MFCC.</summary>
internal sealed class WarpingDistance : WordDistance, IDisposable
{
    private readonly WarpSequence[] _sequences;
    private readonly ThreadLocal<DynamicTimeWarping> _warping;

    /// <param name="frames">Of each word, from <see cref="WordFeatures"/>.</param>
    /// <param name="band">See <see cref="DynamicTimeWarping"/>.</param>
    public WarpingDistance(IReadOnlyList<float[]> frames, double band) : base("dtw", frames.Count)
    {
        _sequences = [.. frames.Select(f => new WarpSequence(f, Mfcc.Size))];
        _warping = new(() => new DynamicTimeWarping(band));
    }

    public override void Run(int i, int first, Span<float> distances)
    {
        DynamicTimeWarping warping = _warping.Value!;
        for (int j = 0; j < distances.Length; j++) distances[j] = warping.Distance(_sequences[i], _sequences[first + j]);
    }

    public void Dispose() => _warping.Dispose();
}
