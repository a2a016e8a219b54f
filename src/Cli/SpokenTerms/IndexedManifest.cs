using System.CommandLine;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Cli.Evaluation;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Cli.SpokenTerms;

/// <summary>The options of a measure of search: what is said in which recordings, and the index of them, a given one or one for the occasion.</summary>
internal sealed class IndexedManifest
{
    private readonly Option<string> _manifest = new("--manifest") { Description = "What is said in the recordings (JSON lines: audio_filepath, text, duration, offset, split).", Required = true, HelpName = "FILE" };
    private readonly ManifestOptions _where = new();
    private readonly Option<string?> _index = new("--index") { Description = "An index of these recordings; without it one is made for the occasion.", HelpName = "INDEX" };
    private readonly Option<string?> _model = Shipped.ModelOption();
    private readonly Option<int> _jobs = new Option<int>("--jobs", "-j") { Description = "Threads.", DefaultValueFactory = _ => 1, HelpName = "N" }.Between(1, 256);

    /// <summary>Adds the options to a command.</summary>
    public IndexedManifest AddTo(Command command)
    {
        command.Options.Add(_manifest);
        _where.AddTo(command);
        foreach (Option option in new Option[] { _index, _model, _jobs }) command.Options.Add(option);
        return this;
    }

    /// <summary>The recordings.</summary>
    /// <inheritdoc cref="ManifestOptions.Load"/>
    public EvaluationSet Load(ParseResult result) => _where.Load(result, result.GetRequiredValue(_manifest));

    /// <summary>The path of the model that hears them.</summary>
    /// <exception cref="CommandException">None was named and none is there.</exception>
    public string Model(ParseResult result) => Shipped.Model(result.GetValue(_model));

    /// <summary>Threads.</summary>
    public int Jobs(ParseResult result) => result.GetValue(_jobs);

    /// <summary>Opens the index, and tells what is left out of it.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="set">The recordings.</param>
    /// <param name="embedderPath">What makes the vectors of an index for the occasion; null for none.</param>
    /// <param name="occasion">Where such an index is made.</param>
    /// <param name="cancellation">Stops soon.</param>
    public SpeechIndex Open(ParseResult result, EvaluationSet set, string? embedderPath, TemporaryIndex occasion, CancellationToken cancellation)
    {
        SpeechIndex index = SpeechIndex.Open(result.GetValue(_index) ?? occasion.Build(set.Utterances, Model(result), embedderPath, Jobs(result), cancellation));
        IndexCommand.WriteWarnings(index);
        return index;
    }
}
