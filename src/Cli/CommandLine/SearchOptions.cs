using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Cli.CommandLine;

/// <summary>The options that say what a recogniser knows of the words that it will hear, and how hard it looks for them (docs/decoding.md).</summary>
/// <param name="always">The search that is done without any of the options too; null for none.</param>
internal sealed class SearchOptions(BeamSearchOptions? always = null)
{
    private static readonly BeamSearchOptions Defaults = new();

    private readonly Option<string?> _model = new("--lm") { Description = "Language model, as `eseq lm` writes it, or ARPA; none: do without.", HelpName = "FILE" };
    private readonly Option<string?> _recurrent = new("--rnn-lm") { Description = "Recurrent language model of words, as `eseq compile` writes it, that corrects what the language model says of words that have ended, every 90 ms and at the end; default: the .eseq file beside the language model, if there is one; none: do without.", HelpName = "FILE" };
    private readonly Option<string?> _phrases = new("--phrases") { Description = "Answer only what this list has: a phrase a line, (a|b), [optional], numbers in digits.", HelpName = "FILE" };
    private readonly Option<bool> _sequences = new("--phrase-sequences") { Description = "With --phrases: an utterance may be several phrases." };
    private readonly Option<string?> _hotWords = new("--hotwords") { Description = "Words and phrases that are likelier than others: one a line, perhaps with : BOOST behind it.", HelpName = "FILE" };
    private readonly Option<int?> _beam = new Option<int?>("--beam") { Description = $"Texts followed at the same time, 1 to 1024; default: {always?.Width.ToString(CultureInfo.InvariantCulture) ?? $"the best token of each step, or {Defaults.Width} with any of these options"}.", HelpName = "N" }.Between(1, 1024);
    private readonly Option<int> _alternatives = new Option<int>("--nbest") { Description = "Also give so many readings of each utterance, with scores.", HelpName = "N" }.Between(0, 100);
    private readonly Option<float> _weight = new Option<float>("--lm-weight") { Description = "Weight of the language model.", DefaultValueFactory = _ => Defaults.LanguageModelWeight, HelpName = "W" }.Between(0f, 10f);
    private readonly Option<float> _bonus = new Option<float>("--word-bonus") { Description = "Added for each word with a language model; more words the higher it is.", DefaultValueFactory = _ => Defaults.WordBonus, HelpName = "NATS" }.Between(-20f, 20f);
    private readonly Option<float> _penalty = new Option<float>("--unknown-penalty") { Description = "What a word costs that the language model does not know.", DefaultValueFactory = _ => Defaults.UnknownWordPenalty, HelpName = "NATS" }.Between(0f, 100f);
    private readonly Option<float> _blank = new Option<float>("--blank-penalty") { Description = "What the blank costs with a language model; more letters the higher it is.", DefaultValueFactory = _ => Defaults.BlankPenalty, HelpName = "NATS" }.Between(0f, 10f);
    private readonly Option<float> _unigram = new Option<float>("--unigram-weight") { Description = "How much of the words' own frequency is taken out of the language model.", DefaultValueFactory = _ => Defaults.UnigramWeight, HelpName = "W" }.Between(0f, 2f);
    private readonly Option<float> _letters = new Option<float>("--letter-weight") { Description = "How much of the letters' frequency the language model takes out of the sound; more rare letters the higher it is.", DefaultValueFactory = _ => Defaults.LetterWeight, HelpName = "W" }.Between(0f, 2f);
    private readonly Option<float> _share = new Option<float>("--rnn-share") { Description = "Part of the recurrent language model in the words' probability, 0 to 1.", DefaultValueFactory = _ => Defaults.RecurrentShare, HelpName = "S" }.Between(0f, 1f);
    private readonly Option<float> _rejection = new Option<float>("--reject") { Description = "With --phrases: answer if at least so much speaks for the best phrase; the lower, the more is answered, -100 answers always.", DefaultValueFactory = _ => Defaults.RejectionThreshold, HelpName = "NATS" }.Between(-100f, 0f);

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_model, _recurrent, _phrases, _sequences, _hotWords, _beam, _alternatives, _weight, _bonus, _penalty, _blank, _unigram, _letters, _share, _rejection];

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="hasLanguageModel">Whether it may use one that is not named.</param>
    public SearchOptions AddTo(Command command, bool hasLanguageModel = false)
    {
        foreach (Option option in All) command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (!hasLanguageModel || IsGiven(result, _model)) RefuseWithout(result, _model, _recurrent, _share, _weight, _bonus, _penalty, _blank, _unigram, _letters);
            RefuseWithout(result, _phrases, _sequences, _rejection);
        });
        return this;
    }

    /// <summary>Whether a phrase list is named.</summary>
    public bool HasPhrases(ParseResult result) => result.GetValue(_phrases) is not null;

    private bool IsUsed(ParseResult result) => new Option[] { _phrases, _hotWords, _beam, _alternatives }.Any(o => result.GetResult(o) is { Implicit: false });

    /// <summary>Options of a recogniser with what the command line says; the files are read.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="model">What will recognise.</param>
    /// <param name="options">All other options.</param>
    /// <param name="languageModel">Path of the language model where none is named and anything may be said; null for none.</param>
    /// <exception cref="TextFormatException">A file is not what it has to be.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public SpeechRecognizerOptions Apply(ParseResult result, SpeechModel model, SpeechRecognizerOptions options, string? languageModel = null)
    {
        string? lm = result.GetValue(_model) ?? (HasPhrases(result) ? null : languageModel);
        if (lm == "none") lm = null;
        if (!IsUsed(result) && lm is null) return options;
        return options with
        {
            LanguageModel = lm is null ? null : NgramModel.Load(lm),
            RecurrentLanguageModel = lm is null ? null : Recurrent(result.GetValue(_recurrent), lm),
            Phrases = result.GetValue(_phrases) is { } phrases ? PhraseList.Load(phrases, model.Spec, result.GetValue(_sequences)) : null,
            HotWords = result.GetValue(_hotWords) is { } hotWords ? HotWords.Load(hotWords, model.Spec) : null,
            Alternatives = result.GetValue(_alternatives),
            Beam = (always ?? Defaults) with
            {
                Width = result.GetValue(_beam) ?? (always ?? Defaults).Width,
                LanguageModelWeight = result.GetValue(_weight),
                WordBonus = result.GetValue(_bonus),
                UnknownWordPenalty = result.GetValue(_penalty),
                BlankPenalty = result.GetValue(_blank),
                UnigramWeight = result.GetValue(_unigram),
                LetterWeight = result.GetValue(_letters),
                RecurrentShare = result.GetValue(_share),
                RejectionThreshold = result.GetValue(_rejection),
            },
        };
    }

    private static RecurrentLanguageModel? Recurrent(string? chosen, string languageModel)
    {
        string beside = Path.ChangeExtension(languageModel, ".eseq"), path = chosen ?? (File.Exists(beside) ? beside : "none");
        return path == "none" ? null : RecurrentLanguageModel.Load(path);
    }

    // What is about a file that was not given would change nothing.
    private static void RefuseWithout(CommandResult result, Option<string?> file, params Option[] options)
    {
        if (IsGiven(result, file) && result.GetValue(file) != "none") return;
        foreach (Option option in options.Where(o => IsGiven(result, o))) result.AddError($"{option.Name} needs {file.Name}.");
    }

    private static bool IsGiven(SymbolResult result, Option option) => result.GetResult(option) is { Implicit: false };
}
