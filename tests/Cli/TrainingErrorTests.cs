using System.Globalization;

namespace EmbeddedSeq.Cli.Tests;

/// <summary>Recipes and data that cannot be learned from, and trainings that go wrong: one line that says what it is, and nothing lost.</summary>
public sealed class TrainingErrorTests : IDisposable
{
    private readonly Workbench _bench = new();

    public TrainingErrorTests() => _bench.Write("tags.jsonl", """
        {"tokens": ["to", "boston"], "slots": ["O", "city"]}
        {"tokens": ["boston", "to"], "slots": ["city", "O"]}
        """);

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("""{ "cell": "lstn" }""", "network.cell must be one of dense, elman, ")]
    [InlineData("""{ "units": -5 }""", "network.units must be 1 to 16384, found -5")]
    [InlineData("""{ "units": 1099511627776 }""", "network.units: the number is too large")]
    [InlineData("""{ "units": 16384, "layers": 16 }""", "parameters are more than the 200000000 that can be trained here")]
    [InlineData("""{ "embedding": 0 }""", "network.embedding must be 1 to 16384, found 0")]
    [InlineData("""{ "cell": "clockwork", "units": 5, "cell_options": { "periods": [1, 2] } }""", "network.cell_options: units must be a multiple of the 2 groups, found 5")]
    [InlineData("""{ "cell": "gru", "cell_options": { "peepholes": true } }""", "network.cell_options: peepholes is not an option of this kind")]
    [InlineData("""{ "cell": "lstm", "cell_options": { "projection": -1 } }""", "network.cell_options: projection must be 1 to 16384, found -1")]
    public Task A_network_that_cannot_be(string network, string reason) => IsRefused(Recipe($$"""
        "task": "tag", "data": "tags.jsonl", "text": { "least_count": 1 }, "network": {{network}}
        """), reason);

    [Theory]
    [InlineData("tag", "", "data: expected at least one text to train on, found an empty file")]
    [InlineData("tag", """{"tokens": ["to", "boston"], "slots": ["O"]}""", "data, line 1: expected a slot for each of the 2 tokens, found 1")]
    [InlineData("tag", """{"tokens": ["a", "b"], "slots": ["O", "x"]}{"tokens": ["a"], "slots": ["O"]}""", "data, line 1")]
    [InlineData("tag", "{\"tokens\": [\"a\", \"b\"], \"slots\": [\"O\", \"x\"]}\n{\"tokens\": [\"a\"], \"slots\": [\"y\"], \"split\": \"dev\"}", "data, line 2: expected one of the 2 labels O, x, found \"y\"")]
    [InlineData("tag", """{"tokens": ["a", "b"], "slots": ["O", "O"]}""", "data: expected at least two different labels, found 1")]
    [InlineData("classify", """{"text": "good", "label": "1"}""", "data: expected at least two different labels, found 1")]
    [InlineData("language_model", "word\nword\nword\nword\nword\nword\nword\nword", "data: expected texts of at least two different units that occur 1 times or more, found 1")]
    public Task Texts_that_cannot_be_learned_from(string task, string content, string reason)
    {
        _bench.Write("data", content);
        return IsRefused(Recipe($$"""
            "task": "{{task}}", "data": "data", "text": { "least_count": 1 }
            """), reason);
    }

    [Theory]
    [InlineData("", "m.jsonl: expected utterances, found none")]
    [InlineData("""{"audio_filepath": "a.wav", "text": "a", "duration": -1}""", "m.jsonl")]
    public Task Recordings_that_cannot_be_learned_from(string manifest, string reason)
    {
        _bench.Speak("a.wav", "a");
        _bench.Write("m.jsonl", manifest);
        return IsRefused(Speech("""{ "layers": 1, "units": 4 }"""), reason);
    }

    [Theory]
    [InlineData("""{ "cell": "gru-", "units": 4 }""", "network.cell must be one of elman, ")]
    [InlineData("""{ "layers": 1, "units": 0 }""", "network.units must be 1 to 16384, found 0")]
    [InlineData("""{ "layers": 16, "units": 16384 }""", "parameters are more than the 200000000 that can be trained here")]
    public Task A_network_for_speech_that_cannot_be(string network, string reason) => IsRefused(Speech(network), reason);

    [Fact]
    public Task A_model_of_other_sizes_to_start_from()
    {
        _bench.Speak("a.wav", "a");
        _bench.Write("m.jsonl", """{"audio_filepath": "a.wav", "text": "a"}""");
        return IsRefused(Speech("""{ "layers": 3, "units": 4 }"""), "the model to start from has other features, layers or tokens than the recipe describes", "--from", _bench.Model);
    }

    [Fact]
    public async Task A_training_that_diverges_stops_and_keeps_its_last_checkpoint()
    {
        // Labels by chance: nothing to learn. The rate rises to 10, and nothing bounds a linear network.
        var random = new Random(1);
        string Quoted(int count, int kinds) => string.Join(", ", Enumerable.Range(0, count).Select(_ => string.Create(CultureInfo.InvariantCulture, $"\"{(char)('a' + random.Next(kinds))}\"")));
        _bench.Write("noise.jsonl", string.Join('\n', Enumerable.Range(0, 320).Select(_ => $$"""{"tokens": [{{Quoted(5, 26)}}], "slots": [{{Quoted(5, 4)}}]}""")));
        string recipe = Recipe("""
            "task": "tag", "data": "noise.jsonl", "network": { "cell": "elman-linear", "units": 16, "embedding": 8 }, "epochs": 40, "dropout": 0,
            "optimizer": { "kind": "sgd", "learning_rate": 10, "warmup_updates": 200, "decay": "none", "clip_norm": 0 }
            """);

        Outcome first = await Train(recipe);
        Assert.Equal(1, first.ExitCode);
        string checkpoint = _bench.File("run/checkpoint.safetensors");
        Assert.Matches(@"^eseq: The (loss is \S+, where guessing would cost 1\.386|loss or the gradient was not finite [^(]*|weights or [^(]* are not finite) \(epoch \d+, update \d+\)\. The last checkpoint is kept in \S+; lower optimizer\.learning_rate or set optimizer\.clip_norm\.$", first.Complaint);
        Assert.Contains(checkpoint, first.Complaint, StringComparison.Ordinal);
        int good = first.Lines.Count(l => l.StartsWith("epoch ", StringComparison.Ordinal) && !l.Contains("batch", StringComparison.Ordinal));
        Assert.InRange(good, 1, 39);

        // What is kept is whole, is taken up again, and is not replaced by what diverges again.
        byte[] kept = File.ReadAllBytes(checkpoint);
        Assert.Equal(0, (await Eseq.Run("inspect", checkpoint)).ExitCode);
        Outcome second = await Train(recipe);
        Assert.Contains($"goes on at epoch {good + 1}, batch 1", second.Output, StringComparison.Ordinal);
        Assert.Equal((1, first.Complaint), (second.ExitCode, second.Complaint));
        Assert.Equal(kept, File.ReadAllBytes(checkpoint));
    }

    [Fact]
    public async Task Data_that_have_changed_are_told_from_a_recipe_that_has()
    {
        string recipe = Recipe("""
            "task": "tag", "data": "tags.jsonl", "text": { "least_count": 1 }, "network": { "units": 4, "embedding": 4 }, "epochs": 1
            """);
        Assert.Equal(0, (await Train(recipe)).ExitCode);
        _bench.Write("tags.jsonl", File.ReadAllText(_bench.File("tags.jsonl")) + "\n" + """{"tokens": ["paris"], "slots": ["city"]}""");
        Outcome changed = await Train(recipe);
        Assert.Equal(1, changed.ExitCode);
        Assert.Contains("the data have changed since this checkpoint: the vocabulary had 3 entries and has 4, \"paris\" is new", changed.Complaint, StringComparison.Ordinal);
    }

    private async Task IsRefused(string recipe, string reason, params string[] more)
    {
        Outcome outcome = await Train(recipe, more);
        Assert.Equal(1, outcome.ExitCode);
        Assert.StartsWith("eseq: ", outcome.Complaint, StringComparison.Ordinal);
        Assert.Contains(reason, outcome.Complaint, StringComparison.Ordinal);
        Assert.DoesNotContain("unexpected", outcome.Complaint, StringComparison.Ordinal);
        Assert.False(File.Exists(_bench.File("run/checkpoint.safetensors")));
        Assert.False(File.Exists(_bench.File("run/model.eseq")));
    }

    private Task<Outcome> Train(string recipe, params string[] more) => Eseq.Run(["train", recipe, "--data", _bench.File("."), "-o", _bench.File("run"), .. more]);

    private string Speech(string network) => Recipe($$"""
        "network": {{network}}, "train": [{ "path": "m.jsonl" }]
        """);

    private string Recipe(string fields) => _bench.Write("recipe.json", $$"""{ "name": "r", {{fields}} }""");
}
