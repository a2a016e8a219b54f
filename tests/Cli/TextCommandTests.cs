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

    [Theory]
    [InlineData("slots/slots")]
    [InlineData("travel/travel")]
    [InlineData("travel/feed-forward")]
    [InlineData("sentiment/sentiment")]
    [InlineData("words/words")]
    [InlineData("characters/characters")]
    [InlineData("english-lm/english")]
    [InlineData("translation/translation")]
    [InlineData("autoencoder/autoencoder")]
    [InlineData("paragraphs/paragraphs")]
    public async Task Every_shipped_model_that_reads_text_agrees_with_onnx_runtime(string name)
    {
        Outcome outcome = await Eseq.Run("verify", $"models/{name}.eseq");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
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
        Assert.StartsWith("eseq: text 1: expected at least one word, found", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("classify", "")]
    [InlineData("tag", "   ")]
    [InlineData("translate", "")]
    [InlineData("encode", "\t")]
    [InlineData("generate", "")]
    public async Task A_bad_text_is_named_by_its_number_before_any_is_answered(string command, string text) =>
        Assert.Equal(new Outcome(1, "", $"eseq: text 2: expected at least one word, found \"{text}\"\n"), await Eseq.Run(command, "good", text));

    [Theory]
    [InlineData("--hello leave Taipei")]
    [InlineData("-x")]
    [InlineData("@x")]
    [InlineData("--json")]
    [InlineData("--")]
    public async Task What_stands_behind_two_dashes_is_text(string text)
    {
        Outcome outcome = await Eseq.Run("classify", "--json", "--", text, "good");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal([text, "good"], outcome.JsonLines.Select(l => l.GetProperty("text").GetString()!));
    }

    [Fact]
    public async Task What_looks_like_an_option_elsewhere_is_a_slip() =>
        Assert.Equal(new Outcome(2, "", "eseq: Unknown option --jsonn. See eseq classify --help\n"), await Eseq.Run("classify", "good", "--jsonn", "--", "--fine"));

    [Fact]
    public async Task A_series_of_texts_has_a_seed_for_each()
    {
        Outcome many = await Eseq.Run("generate", "--seed", "2147483645", "-n", "3");
        Assert.Equal((2, ""), (many.ExitCode, many.Output));
        Assert.Contains("--seed must be at most 2147483644 for 3 texts, found 2147483645.", many.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await Eseq.Run("generate", "--seed", "2147483647")).ExitCode);
        Outcome last = await Eseq.Run("generate", "--seed", "2147483645", "-n", "2", "--length", "2", "--json");
        Assert.Equal([2147483645, 2147483646], last.JsonLines.Select(l => l.GetProperty("seed").GetInt32()));
    }

    [Fact]
    public async Task More_sentences_than_were_trained_are_told()
    {
        Outcome outcome = await Eseq.Run("encode", "-m", "models/paragraphs/paragraphs.eseq", "He looked at her. She said nothing.", "One. Two. Three. Four. Five. Six.");
        Assert.Equal(0, outcome.ExitCode);
        Assert.Matches("^eseq: text 2: 6 sentences were read, [0-9]+ written back; the model was trained on paragraphs of at most 2$", outcome.Complaint);
    }

    [Theory]
    [InlineData("sentiment", """{"text": "great, I love it", "label": 1}""", "text expected found probability")]
    [InlineData("travel", """{"tokens": ["leave", "taipei"], "slots": ["O", "B-origin"]}""", "text expected found probability")]
    [InlineData("words", "she was in the garden", "text log_probability units")]
    [InlineData("autoencoder", "he looked at her", "text expected found")]
    [InlineData("translation", """{"source": "I like your dog.", "target": "我喜欢你的狗。"}""", "text expected found log_probability greedy")]
    public async Task With_json_every_line_of_an_evaluation_is_an_object(string model, string data, string fields)
    {
        using var bench = new Workbench();
        string file = bench.Write("data", data.StartsWith('{') ? data.Replace("{\"", "{\"split\": \"test\", \"", StringComparison.Ordinal) : data);
        Outcome outcome = await Eseq.Run("eval", $"models/{model}/{model}.eseq", "--manifest", file, "--texts", "--json");
        Assert.Equal((0, "", 2), (outcome.ExitCode, outcome.Error, outcome.Lines.Length));
        Assert.Equal(fields, string.Join(' ', outcome.JsonLines[0].EnumerateObject().Select(p => p.Name)));
        Assert.Equal(1, outcome.JsonLines[1].GetProperty("texts").GetInt32());
    }

    [Theory]
    [InlineData("--lm", "none.lm")]
    [InlineData("--phrases", "none")]
    [InlineData("--endpoints")]
    public async Task Options_for_speech_are_refused_for_a_model_of_text(params string[] options) =>
        Assert.Equal($"eseq: models/travel/travel.eseq: {options[0]} needs a model that hears, found one that reads text", (await Eseq.Run(["eval", "models/travel/travel.eseq", "--manifest", "recipes/travel.jsonl", .. options])).Complaint);

    [Fact]
    public async Task Labels_that_the_model_does_not_have_are_told()
    {
        using var bench = new Workbench();
        string some = bench.Write("some", """{"tokens": ["leave", "taipei"], "slots": ["O", "B-origin"]}""" + "\n" + """{"tokens": ["arrive", "taipei"], "slots": ["O", "goal"]}""");
        Outcome noted = await Eseq.Run("eval", "models/travel/travel.eseq", "--manifest", some);
        Assert.Equal(0, noted.ExitCode);
        Assert.EndsWith("some, line 2: the model has no label \"goal\"; 1 of the file's 3 labels are unknown to it and count as wrong", noted.Complaint, StringComparison.Ordinal);
        Outcome none = await Eseq.Run("eval", "models/sentiment/sentiment.eseq", "--manifest", bench.Write("none", """{"text": "good", "label": "happy"}"""));
        Assert.Equal((1, ""), (none.ExitCode, none.Output));
        Assert.EndsWith("found \"happy\" and none that it has", none.Complaint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_to_compare_with_is_told()
    {
        using var bench = new Workbench();
        Outcome outcome = await Eseq.Run("encode", "he looked at her", "--among", bench.Write("none.txt", "\n"));
        Assert.Equal(1, outcome.ExitCode);
        Assert.EndsWith("none.txt: expected at least one sentence, found none", outcome.Complaint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tag", "-m", "models", "x")]
    [InlineData("train", "models", "--data", "recipes")]
    [InlineData("encode", "x", "--among", "models")]
    [InlineData("eval", "models/travel/travel.eseq", "--manifest", "models")]
    public async Task A_folder_is_no_file(params string[] arguments)
    {
        Outcome outcome = await Eseq.Run(arguments);
        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Output));
        Assert.EndsWith("models: expected a file, found a folder", outcome.Complaint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_of_another_task_is_named_by_its_path() =>
        Assert.Equal("eseq: models/words/words.eseq: expected a model for the task tag, found one for language_model", (await Eseq.Run("tag", "-m", "models/words/words.eseq", "x")).Complaint);

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
