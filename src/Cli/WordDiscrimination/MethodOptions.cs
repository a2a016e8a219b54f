using System.CommandLine;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Cli.Embedding;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Embedding;
using EmbeddedSeq.Runtime.Features;

namespace EmbeddedSeq.Cli.WordDiscrimination;

/// <summary>The options that say how words are compared, and the comparisons that they stand for.</summary>
internal sealed class MethodOptions
{
    private const string Dtw = "dtw", Downsampling = "downsampling", Model = "model";

    private readonly Option<string[]> _methods = new("--method")
    {
        Description = "How words are compared, one or more: model (vectors of a model), dtw (time warping over MFCC), downsampling (ten frames of each); default: model.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [Model],
        HelpName = "NAME",
    };

    private readonly Option<string?> _model = Shipped.EmbeddingModelOption();
    private readonly Option<double> _band = new Option<double>("--band") { Description = "Band of the time warping, as a part of the longer word.", DefaultValueFactory = _ => 0.2, HelpName = "PART" }.Between(0.0, 1.0);
    private readonly Option<int> _jobs = new Option<int>("--jobs", "-j") { Description = "Threads.", DefaultValueFactory = _ => 1, HelpName = "N" }.Between(1, 256);

    public void AddTo(Command command)
    {
        _methods.AcceptOnlyFromAmong(Model, Dtw, Downsampling);
        command.Options.Add(_methods);
        command.Options.Add(_model);
        command.Options.Add(_band);
        command.Options.Add(_jobs);
    }

    /// <summary>Compares all pairs of words with each method in turn.</summary>
    public IEnumerable<(string Method, DistanceMatrix Distances)> Compare(ParseResult options, IReadOnlyList<WordToken> tokens, CancellationToken cancellation)
    {
        string[] chosen = options.GetRequiredValue(_methods);
        float[][] frames = chosen.All(m => m == Model) ? [] : WordFeatures.Of(tokens);
        foreach (string method in chosen)
        {
            cancellation.ThrowIfCancellationRequested();
            WordDistance distance = method switch
            {
                Model => EmbedderDistance.Of(EmbeddingModel.Load(Shipped.EmbeddingModel(options.GetValue(_model))), tokens),
                Dtw => new WarpingDistance(frames, options.GetValue(_band)),
                _ => Downsample(frames),
            };
            yield return (distance.Name, DistanceMatrix.Of(distance, options.GetValue(_jobs), cancellation));
            (distance as IDisposable)?.Dispose();
        }
    }

    private static VectorDistance Downsample(float[][] frames)
    {
        var encoder = new DownsamplingEncoder(Mfcc.Size);
        return VectorDistance.Encode(Downsampling, frames.Length, encoder.Dimension, (i, vector) => encoder.Encode(frames[i], vector.Span));
    }
}
