using System.Text.Json;

namespace EmbeddedSeq.Cli.Tests;

/// <summary>The commands for text, on the shipped models.</summary>
public sealed class TextCommandTests
{
    [Fact]
    public async Task Taipei_is_where_to_or_where_from_as_the_word_before_says()
    {
        Outcome outcome = await Eseq.Run("tag", "--json", "--model", "models/travel/travel.eseq", "arrive Taipei on November 2nd", "leave Taipei on November 2nd");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal(["destination", "origin"], outcome.Lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("slots")[0]).Select(s => $"{s.GetProperty("label")}"));
    }

    /// <summary>None of the sentences is in the training data, nor are Kuala Lumpur, Cape Verde and Ouagadougou.</summary>
    [Theory]
    [InlineData("depart Madrid on January 31st", "origin: madrid, date: january 31st")]
    [InlineData("leave Kuala Lumpur on July 14th", "origin: kuala lumpur, date: july 14th")]
    [InlineData("arrive New York on 3 June", "destination: new york, date: 3 june")]
    [InlineData("leaving Seoul on August 9th, arriving Paris on August 10th", "origin: seoul, date: august 9th, destination: paris, date: august 10th")]
    [InlineData("leave Berlin on Monday and arrive in Rome on Tuesday", "origin: berlin, date: monday, destination: rome, date: tuesday")]
    [InlineData("leave Taipei — November", "origin: taipei, date: november")]
    [InlineData("get to Cape Verde on the 14th of July", "destination: cape verde, date: 14th of july")]
    [InlineData("My plane departs Ouagadougou tomorrow.", "origin: ouagadougou, date: tomorrow")]
    public async Task Travels_are_understood_also_where_the_training_has_no_such_city(string text, string slots)
    {
        Outcome outcome = await Eseq.Run("tag", "--model", "models/travel/travel.eseq", text);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal(slots, string.Join(", ", outcome.Lines.Skip(1).Select(l => l.Trim())));
    }

    [Fact]
    public async Task Slots_of_a_request_are_found() =>
        Assert.Contains("artist: miles davis", (await Eseq.Run("tag", "play some jazz by miles davis on spotify")).Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("book a table for two at the french laundry; tomorrow at 8 pm", "restaurant_name: the french laundry\n")]
    [InlineData("what's the weather in Paris — France?", "city: paris\n  country: france\n")]
    [InlineData("play — some jazz music ; please", "genre: jazz\n")]
    public async Task Marks_that_were_rare_in_training_are_no_slots(string text, string slots) =>
        Assert.Contains(slots, (await Eseq.Run("tag", text)).Output, StringComparison.Ordinal);

    [Fact]
    public async Task Praise_and_complaints_are_told_apart()
    {
        Outcome classes = await Eseq.Run("classify", "--json", "This phone is great, I love it!", "What a waste of money, terrible quality.");
        Assert.Equal(["positive", "negative"], classes.Lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("label").GetString()!));
    }

    [Fact]
    public async Task A_feed_forward_network_of_the_same_size_cannot_tell()
    {
        Outcome outcome = await Eseq.Run("tag", "--model", "models/travel/feed-forward.eseq", "arrive Taipei on November 2nd", "leave Taipei on November 2nd");
        Assert.Equal(outcome.Lines[1], outcome.Lines[4]);
    }

    [Fact]
    public async Task A_recipe_is_trained_evaluated_and_inspected()
    {
        using var bench = new Workbench();
        Outcome train = await Eseq.Run("train", "recipes/travel.json", "--data", "recipes", "-o", bench.File("travel"));
        Assert.Equal((0, ""), (train.ExitCode, train.Error));
        Outcome eval = await Eseq.Run("eval", bench.File("travel/model.eseq"), "--manifest", "recipes/travel.jsonl", "--json");
        Assert.True(JsonDocument.Parse(eval.Output).RootElement.GetProperty("figures").GetProperty("slot F1").GetDouble() > 0.95, eval.Output);
        string inspected = (await Eseq.Run("inspect", bench.File("travel/model.eseq"))).Output;
        Assert.Contains("text      for the task tag; 329 words", inspected, StringComparison.Ordinal);
        Assert.Contains("gates sigmoid, cell input tanh, cell output tanh", inspected, StringComparison.Ordinal);
        Assert.Contains("nothing left to do", (await Eseq.Run("train", "recipes/travel.json", "--data", "recipes", "-o", bench.File("travel"))).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shipped_models_write()
    {
        Assert.Contains("狗", (await Eseq.Run("translate", "I like your dog.")).Output, StringComparison.Ordinal);
        Assert.Contains("back: he looked at her", (await Eseq.Run("encode", "he looked at her")).Output, StringComparison.Ordinal);
        Outcome first = await Eseq.Run("generate", "she was", "--seed", "3"), second = await Eseq.Run("generate", "she was", "--seed", "3");
        Assert.StartsWith("she was", first.Output, StringComparison.Ordinal);
        Assert.Equal(first, second);
        Assert.Matches("^ln p -[0-9.]+, perplexity [0-9.]+, [0-9.]+ bits a word", (await Eseq.Run("generate", "--score", "she was in the garden")).Output);
    }

    [Fact]
    public async Task Paragraphs_come_back_sentence_by_sentence_in_their_order()
    {
        Outcome outcome = await Eseq.Run("encode", "--model", "models/paragraphs/paragraphs.eseq", "He looked at her. She said nothing.", "She said nothing. He looked at her.");
        Assert.Contains("back: he looked at her / she said nothing\n", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("back: she said nothing / he looked at her\n", outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tag", "--model", "models/sentiment/sentiment.eseq", "x")]
    [InlineData("classify", "--model", "models/travel/travel.eseq", "x")]
    [InlineData("transcribe", "--model", "models/travel/travel.eseq", "samples/digits.wav")]
    [InlineData("translate", "--model", "models/english/english.eseq", "x")]
    public async Task A_model_for_something_else_is_refused_in_one_line(params string[] arguments)
    {
        Outcome outcome = await Eseq.Run(arguments);
        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Output));
        Assert.Matches("^eseq: [^\n]*expected a model[^\n]*found[^\n]*\n$", outcome.Error);
    }

    [Theory]
    [InlineData("classify")]
    [InlineData("tag")]
    public async Task Nothing_to_read_is_said_so(string command)
    {
        Outcome outcome = await Eseq.Run(command, " \u200b ");
        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Output));
        Assert.StartsWith("eseq: expected a text with at least one word, found", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("classify")]
    [InlineData("tag")]
    [InlineData("translate")]
    [InlineData("encode")]
    [InlineData("encode", "--model", "models/paragraphs/paragraphs.eseq")]
    [InlineData("generate", "--score")]
    public async Task Marks_alone_are_read_as_what_they_are(params string[] command)
    {
        Outcome outcome = await Eseq.Run([.. command, "😀", "...", "?!"]);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.InRange(outcome.Lines.Length, 3, 9);
    }

    [Fact]
    public async Task Data_and_recipes_that_cannot_be_learned_from_are_refused_in_one_line()
    {
        using var bench = new Workbench();
        bench.Write("travel.jsonl", "");
        Outcome empty = await Eseq.Run("train", "recipes/travel.json", "--data", Path.GetDirectoryName(bench.Model)!, "-o", bench.File("run"));
        Assert.Equal(1, empty.ExitCode);
        Assert.Matches("^eseq: [^\n]*travel.jsonl: expected at least one text to train on, found an empty file\n$", empty.Error);
        Assert.False(Directory.Exists(bench.File("run")));
        string recipe = bench.Write("recipe.json", """{ "name": "x", "task": "tag", "data": "travel.jsonl", "network": { "cell": "lstn" } }""");
        Assert.Matches("^eseq: [^\n]*network.cell must be one of [^\n]*found \"lstn\"\n$", (await Eseq.Run("train", recipe, "--data", "recipes")).Error);
    }
}
