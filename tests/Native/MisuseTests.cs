using EmbeddedSeq.Cli.Tests;
using EmbeddedSeq.Runtime.Tests;

namespace EmbeddedSeq.Native.Tests;

/// <summary>A program that does everything wrong gets codes and messages and comes to its end.</summary>
public sealed class MisuseTests
{
    // Under valgrind nothing of it may be wrong in the program's own code; it takes half a minute.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_wrong_use_has_its_code(bool isChecked)
    {
        using var program = new NativeProgram(Path.Combine(AppContext.BaseDirectory, "Programs", "misuse.c"));
        string model = program.File("tönes.eseq"), letter = program.File("letter.eseq");
        ToneModel.Weights().Save(model);
        File.WriteAllText(letter, "Dear Sir or Madam, this is not a model at all.");
        string[] arguments = [NativeProgram.Library, model, letter, Repository.File("models/english-lm/english.lm"), Repository.File("models/words/words.eseq"), Repository.File("models/characters/characters.eseq")];
        ProgramOutcome outcome = isChecked ? await program.RunChecked(arguments) : await program.Run([], arguments);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));

        string[][] lines = [.. outcome.Output.TrimEnd('\n').Split('\n').Select(l => l.Split(' ', 3))];
        (string, int)[] expected =
        [
            ("before-start", -8), ("start-null", -1), ("start-nowhere", -8), ("start", 0), ("start-again", 0),
            ("load-null-path", -1), ("load-null-model", -1), ("load-bad-utf8", -1), ("load-missing", -3), ("load-not-a-model", -4), ("model-stays-0", 0), ("load", 0),
            ("create-no-model", -2), ("create-null", -1), ("load-words-null", -1), ("load-words-missing", -3), ("load-words-not-a-model", -4),
            ("load-recurrent-null-path", -1), ("load-recurrent-null-model", -1), ("load-recurrent-missing", -3), ("load-recurrent-not-a-model", -4), ("load-recurrent-speech", -4),
            ("load-recurrent-words", -4), ("load-recurrent-characters", -4), ("recurrent-stays-0", 0), ("load-words-recurrent", -4), ("load-speech-recurrent", -4), ("load-recurrent", 0), ("create-recurrent-words", -2),
            ("create-bad-phrases", -1), ("create-no-phrases", -1), ("create-bad-utf8", -1), ("create-bad-beam", -1), ("create-bad-silence", -1), ("create-bad-words", -2),
            ("create-searching", 0), ("create", 0), ("set-phrases-no-search", -1), ("set-phrases-bad", -1), ("set-phrases", 0), ("set-phrases-anything", 0),
            ("set-hot-words-no-search", -1), ("set-hot-words-bad", -1), ("set-hot-words-bad-utf8", -1), ("set-hot-words", 0), ("set-hot-words-none", 0),
            ("set-words-no-search", -1), ("set-words-bad", -2), ("set-words-none", 0),
            ("set-recurrent-no-search", -1), ("set-recurrent-bad", -2), ("set-recurrent", 0), ("destroy-recurrent", 0), ("set-recurrent-gone", -2),
            ("push-with-recurrent", 160), ("tick-with-recurrent", 0), ("set-recurrent-none", 0),
            ("save-null", -1), ("save-no-room", -7), ("save-fits", 1), ("restore-null", -1), ("restore-nothing", -10), ("restore-other-options", -10), ("restore", 0), ("restore-damaged", -10),
            ("push-null", -1), ("push-negative", -1), ("push-nothing", 0), ("push", 160), ("push-to-a-model", -2), ("rate-of-a-stream", -2),
            ("read-null", -1), ("flush-null", -1), ("flush-no-room", -7), ("flush-negative", -1), ("flush", 0), ("end", 0), ("tick", 0), ("read-no-room", -7), ("read", 1), ("read-nothing", 0),
            ("destroy-model", 0), ("stream-lives-on", 160), ("destroy", 0), ("destroy-again", -2), ("destroy-0", -2),
            ("push-destroyed", -2), ("push-i16-destroyed", -2), ("tick-destroyed", -2), ("read-destroyed", -2), ("flush-destroyed", -2), ("end-destroyed", -2), ("reset-destroyed", -2),
            ("set-phrases-destroyed", -2), ("set-hot-words-destroyed", -2), ("set-words-destroyed", -2), ("set-recurrent-destroyed", -2), ("state-size-destroyed", -2), ("save-destroyed", -2), ("restore-destroyed", -2), ("cut-message", 1),
        ];
        Assert.Equal(expected, lines.Select(l => (l[0], int.Parse(l[1]))));
        Assert.All(lines.Where(l => l[1].StartsWith('-')), l => Assert.NotEmpty(l[2]));
        Assert.Equal("phrases, line 1, column 3: expected ')' for the bracket in column 1, found the end of the phrase", lines.Single(l => l[0] == "create-bad-phrases")[2]);
        Assert.Contains("expected a language model of words, found one of characters", lines.Single(l => l[0] == "load-recurrent-characters")[2], StringComparison.Ordinal);
        Assert.Contains("letter.eseq", lines.Single(l => l[0] == "load-not-a-model")[2], StringComparison.Ordinal);
    }
}
