using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace EmbeddedSeq.Cli.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("")]
    [InlineData("sing")]
    [InlineData("transcribe")]
    [InlineData("transcribe a.wav --mic")]
    [InlineData("transcribe a.wav --device hw:0")]
    [InlineData("transcribe a.wav --pause 0")]
    [InlineData("transcribe a.wav --pause soon")]
    [InlineData("eval a.eseq")]
    [InlineData("eval a.eseq --manifest m.jsonl --jobs 0")]
    [InlineData("eval a.eseq --manifest m.jsonl --beam 0")]
    [InlineData("eval a.eseq --manifest m.txt --longest 0")]
    [InlineData("eval a.eseq --manifest m.txt --longest abc")]
    [InlineData("transcribe a.wav --beam abc")]
    [InlineData("spot a.wav -k b --threshold abc")]
    [InlineData("transcribe a.wav --phrase-sequences")]
    [InlineData("transcribe a.wav --hotwords h.txt --reject -1")]
    [InlineData("eval a.eseq --manifest m.jsonl --lm-weight 2")]
    [InlineData("lm a.txt -o a.lm --order 5")]
    [InlineData("export a.eseq")]
    [InlineData("export a.eseq -o a.onnx --form sideways")]
    [InlineData("train")]
    [InlineData("embed")]
    [InlineData("embed plot m.jsonl")]
    [InlineData("inspect a.eseq b.eseq")]
    [InlineData("transcribe a.wav --bogus")]
    [InlineData("serve --port 70000")]
    [InlineData("listen --output notes.doc")]
    [InlineData("listen --pause 0")]
    [InlineData("serve --address nowhere")]
    [InlineData("serve --lm-weight 2")]
    [InlineData("eval a.eseq --manifest m.jsonl --bogus")]
    public async Task A_wrong_command_line_is_exit_code_2_and_one_line(string arguments)
    {
        Outcome outcome = await Eseq.Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(2, outcome.ExitCode);
        Assert.Empty(outcome.Output);
        string line = Assert.Single(outcome.Error.TrimEnd('\n').Split('\n'));
        Assert.EndsWith("--help", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_number_that_is_none_is_named_by_its_option_whichever_it_is(bool isAllChecked)
    {
        RootCommand root = Commands.Create();
        (Command Command, string[] Path, Option Option)[] numbers = [.. Numbers(root, [])];
        Assert.True(numbers.Length > 40);
        foreach ((Command command, string[] path, Option option) in numbers)
        {
            if (!isAllChecked) command.Validators.Clear(); // Where they find something, nothing else is told.
            ParseResult parsed = root.Parse([.. path, option.Name, "abc"]);
            Assert.IsType<ParseErrorAction>(parsed.Action);
            if (!isAllChecked) Assert.Contains(parsed.Errors, e => e.Message.StartsWith($"{option.Name} must be a number from ", StringComparison.Ordinal));
            Assert.DoesNotContain(parsed.Errors, e => e.Message.Contains("System.", StringComparison.Ordinal) || e.Message.Contains('\n', StringComparison.Ordinal));
        }
    }

    private static IEnumerable<(Command Command, string[] Path, Option Option)> Numbers(Command command, string[] path) =>
        command.Options.Where(o => IsNumber(o.ValueType)).Select(o => (command, path, o)).Concat(command.Subcommands.SelectMany(c => Numbers(c, [.. path, c.Name])));

    private static bool IsNumber(Type type)
    {
        type = type.GetElementType() ?? Nullable.GetUnderlyingType(type) ?? type;
        return !type.IsEnum && Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.Decimal;
    }

    [Theory]
    [InlineData("transcribe")]
    [InlineData("devices")]
    [InlineData("serve")]
    [InlineData("listen")]
    [InlineData("train")]
    [InlineData("eval")]
    [InlineData("lm")]
    [InlineData("export")]
    [InlineData("verify")]
    [InlineData("inspect")]
    [InlineData("embed")]
    public async Task Help_of_a_command_ends_in_examples(string command)
    {
        Outcome outcome = await Eseq.Run(command, "--help");
        Assert.Equal(0, outcome.ExitCode);
        string[] examples = [.. outcome.Lines.SkipWhile(l => l != "Examples:").Skip(1)];
        Assert.NotEmpty(examples);
        Assert.All(examples, e => Assert.StartsWith($"  eseq {command}", e, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Help_names_every_command_and_exit_code()
    {
        Outcome outcome = await Eseq.Run("--help");
        Assert.Equal(0, outcome.ExitCode);
        foreach (string word in new[] { "transcribe", "devices", "train", "eval", "export", "verify", "inspect", "compile", "130" }) Assert.Contains(word, outcome.Output, StringComparison.Ordinal);
    }
}
