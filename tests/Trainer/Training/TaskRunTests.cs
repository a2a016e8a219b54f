using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Recipes;
using EmbeddedSeq.Trainer.Tests.Data;
using EmbeddedSeq.Trainer.Training;

namespace EmbeddedSeq.Trainer.Tests.Training;

/// <summary>Whole trainings of tiny networks on texts.</summary>
public sealed class TaskRunTests : IDisposable
{
    private static readonly string[] Cities = ["taipei", "rome", "oslo", "lima"];
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_recurrent_network_tells_where_from_where_to_and_a_feed_forward_network_cannot()
    {
        WriteTravels();
        TextTagger lstm = Tagger(Travel("lstm", "lstm")), feedForward = Tagger(Travel("forward", "dense"));
        Assert.Equal("destination", lstm.Tag("arrive Taipei")[1].Label);
        Assert.Equal("origin", lstm.Tag("leave Taipei")[1].Label);
        Assert.Equal(feedForward.Tag("arrive Taipei")[1], feedForward.Tag("leave Taipei")[1]);
    }

    [Fact]
    public void An_interrupted_training_ends_with_the_same_weights()
    {
        WriteTravels();
        TaskRecipe recipe = Travel("same", "lstm") with { Epochs = 2, Dropout = 0.3f, UnknownRate = 0.1f };
        Start(recipe, "whole").Run(_ => { }, _ => { }, CancellationToken.None);
        int interruptions = 0;
        for (bool done = false; !done;)
        {
            using var stop = new CancellationTokenSource();
            try
            {
                Start(recipe, "pieces").Run(_ => stop.Cancel(), _ => { }, stop.Token);
                done = true;
            }
            catch (OperationCanceledException)
            {
                interruptions++;
            }
        }
        Assert.True(interruptions > 3, $"only {interruptions} interruptions");
        Assert.Equal(File.ReadAllBytes(At("whole", "model.eseq")), File.ReadAllBytes(At("pieces", "model.eseq")));
    }

    [Fact]
    public void A_training_that_diverges_says_so_and_keeps_the_last_checkpoint()
    {
        WriteTravels();
        TaskRecipe recipe = Travel("wild", "lstm") with { Epochs = 200, Optimizer = new() { Kind = EmbeddedSeq.Trainer.Optimisation.OptimizerKind.Sgd, LearningRate = 10, WarmupUpdates = 300, ClipNorm = 0, WeightDecay = 0.99f, Decay = EmbeddedSeq.Trainer.Optimisation.DecayKind.None, Beta1 = 0.999f } };
        TaskRun run = Start(recipe, "wild");
        byte[]? kept = null;
        string message = Assert.Throws<TrainingDivergedException>(() => run.Run(_ => { }, _ => kept = File.ReadAllBytes(At("wild", "checkpoint.safetensors")), CancellationToken.None)).Message;
        Assert.Contains("where guessing would cost", message, StringComparison.Ordinal);
        Assert.NotNull(kept);
        Assert.Equal(kept, File.ReadAllBytes(At("wild", "checkpoint.safetensors")));
        ModelWeights.Load(At("wild", "checkpoint.safetensors"));
    }

    [Fact]
    public void A_language_model_learns_what_follows_what()
    {
        _folder.Write("text.txt", string.Concat(Enumerable.Repeat("the cat sat\nthe dog ran\n", 60)));
        var recipe = new TaskRecipe { Name = "words", Task = TaskKind.LanguageModel, Data = "text.txt", Network = new() { Units = 12, Embedding = 8 }, Dropout = 0, Epochs = 8, BatchTexts = 8, Optimizer = new() { LearningRate = 0.03f, WarmupUpdates = 0, AverageDecay = 0.9f } };
        Start(recipe, "words").Run(_ => { }, _ => { }, CancellationToken.None);
        TextGenerator generator = TextGenerator.Load(At("words", "model.eseq"));
        Assert.True(Total(generator, "the cat sat") > Total(generator, "the cat ran") + 2);
        Assert.Contains(generator.Generate("", new GenerationOptions { Temperature = 0 }), new[] { "the cat sat", "the dog ran" });
        Assert.Equal("the dog ran", generator.Generate("the dog", new GenerationOptions { TopK = 1, Seed = 9 }));
        Assert.Equal(generator.Generate("", new GenerationOptions { Seed = 5, Temperature = 2 }), generator.Generate("", new GenerationOptions { Seed = 5, Temperature = 2 }));
    }

    [Fact]
    public void An_autoencoder_writes_back_what_it_read_and_notices_the_order_of_words()
    {
        string[] words = ["a", "b", "c"];
        _folder.Write("text.txt", string.Concat(Enumerable.Repeat(string.Concat(words.SelectMany(x => words.Select(y => $"{x} {y}\n"))), 20)));
        var recipe = new TaskRecipe { Name = "auto", Task = TaskKind.Autoencode, Data = "text.txt", Network = new() { Units = 24, Embedding = 8 }, Dropout = 0, Epochs = 25, BatchTexts = 8, Optimizer = new() { LearningRate = 0.02f, WarmupUpdates = 0, AverageDecay = 0.9f } };
        Start(recipe, "auto").Run(_ => { }, _ => { }, CancellationToken.None);
        TextEmbedder embedder = TextEmbedder.Load(At("auto", "model.eseq"));
        Assert.Equal("a b", embedder.Decode(embedder.Encode("a b")));
        Assert.Equal("b a", embedder.Decode(embedder.Encode("b a")));
        Assert.True(TextEmbedder.Similarity(embedder.Encode("a b"), embedder.Encode("b a")) < 0.99);
    }

    [Theory]
    [InlineData(TaskKind.LanguageModel, "layers.4.weight")]
    [InlineData(TaskKind.Autoencode, "output.2.weight", "target.0.weight")]
    public void Tied_tensors_stay_equal_also_through_an_interruption(TaskKind task, params string[] copies)
    {
        _folder.Write("text.txt", string.Concat(Enumerable.Repeat("the cat sat\nthe dog ran\n", 30)));
        var recipe = new TaskRecipe { Name = "tied", Task = task, Data = "text.txt", Network = new() { Units = 7, Embedding = 5, Hidden = 5, Tied = true }, Epochs = 2, BatchTexts = 8 };
        Start(recipe, "whole").Run(_ => { }, _ => { }, CancellationToken.None);
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Start(recipe, "pieces").Run(_ => stop.Cancel(), _ => { }, stop.Token));
        Start(recipe, "pieces").Run(_ => { }, _ => { }, CancellationToken.None);
        Assert.Equal(File.ReadAllBytes(At("whole", "model.eseq")), File.ReadAllBytes(At("pieces", "model.eseq")));
        ModelWeights model = ModelWeights.Load(At("whole", "model.eseq"));
        string source = task is TaskKind.Autoencode ? "encoder.0.weight" : "layers.0.weight";
        Assert.All(copies, copy => Assert.Equal(model[source].Data, model[copy].Data));
    }

    [Fact]
    public void A_hierarchical_autoencoder_writes_back_paragraphs_sentence_by_sentence()
    {
        string[] sentences = ["a b", "b", "c a"];
        _folder.Write("text.txt", string.Concat(Enumerable.Repeat(string.Concat(sentences.SelectMany(x => sentences.Select(y => $"{x}\n{y}\n"))), 20)));
        var recipe = new TaskRecipe { Name = "paragraphs", Task = TaskKind.Autoencode, Data = "text.txt", Text = new() { Sentences = 2 }, Network = new() { Units = 24, Embedding = 8 }, Dropout = 0, Epochs = 30, BatchTexts = 8, Optimizer = new() { LearningRate = 0.02f, WarmupUpdates = 0, AverageDecay = 0.9f } };
        Start(recipe, "paragraphs").Run(_ => { }, _ => { }, CancellationToken.None);
        TextEmbedder embedder = TextEmbedder.Load(At("paragraphs", "model.eseq"));
        Assert.Equal(24, embedder.VectorSize);
        Assert.Equal("a b\nc a", embedder.Decode(embedder.Encode("A b. C a.")));
        Assert.Equal("c a\na b", embedder.Decode(embedder.Encode("c a\na b")));
        Assert.True(TextEmbedder.Similarity(embedder.Encode("a b. c a"), embedder.Encode("c a. a b")) < 0.99);
    }

    [Fact]
    public void A_hierarchical_autoencoder_that_has_learned_sentences_first_writes_paragraphs_of_any_number_of_them()
    {
        string[] sentences = ["a b", "b", "c a", "a c b"];
        _folder.Write("text.txt", string.Concat(Enumerable.Repeat(string.Concat(sentences.SelectMany(x => sentences.Select(y => $"{x}\n{y}\n"))), 12)));
        var recipe = new TaskRecipe
        {
            Name = "paragraphs",
            Task = TaskKind.Autoencode,
            Data = "text.txt",
            Text = new() { Sentences = 2 },
            Network = new() { Units = 10, Bidirectional = true, DecoderUnits = 24, ParagraphUnits = 28, Embedding = 8, Hidden = 8, Tied = true },
            Dropout = 0,
            Epochs = 40,
            SentenceEpochs = 15,
            BatchTexts = 8,
            LongestText = 3,
            Optimizer = new() { LearningRate = 0.02f, WarmupUpdates = 0, AverageDecay = 0.9f },
        };
        Start(recipe, "paragraphs").Run(_ => { }, _ => { }, CancellationToken.None);
        TextEmbedder embedder = TextEmbedder.Load(At("paragraphs", "model.eseq"));
        Assert.Equal(28, embedder.VectorSize);
        Assert.Equal("a c b\nc a", embedder.Decode(embedder.Encode("A c b. C a.")));
        Assert.Equal("c a", embedder.Decode(embedder.Encode("c a")));
    }

    [Fact]
    public void Rare_marks_are_no_words_of_the_vocabulary()
    {
        _folder.Write("data.jsonl", string.Concat(Enumerable.Repeat("""{"tokens":["a",";","b","."],"slots":["O","x","x","O"]}""" + "\n", 3)) + """{"tokens":["a","."],"slots":["O","O"]}""");
        TaskRecipe recipe = Travel("marks", "lstm") with { Data = "data.jsonl" };
        Assert.Contains(";", TaskData.Load(recipe, _folder.Path).Model.Text!.Vocabulary);
        IReadOnlyList<string> vocabulary = TaskData.Load(recipe with { Text = recipe.Text with { LeastMarkCount = 4 } }, _folder.Path).Model.Text!.Vocabulary;
        Assert.Equal(["<unk>", ".", "a", "b"], vocabulary.Order(StringComparer.Ordinal).OrderBy(u => u != "<unk>"));
    }

    [Fact]
    public void Data_that_cannot_be_learned_from_are_refused_with_file_and_line()
    {
        TaskRecipe tags = Travel("x", "lstm"), classes = tags with { Task = TaskKind.Classify, Labels = new Dictionary<string, string> { ["0"] = "bad", ["1"] = "good" } }, words = tags with { Task = TaskKind.LanguageModel };
        Refused(tags, "", "expected at least one text to train on, found an empty file");
        Refused(tags, """{"tokens":["a"],"slots":["O"],"split":"test"}""", "none with split train");
        Refused(tags, """{"tokens":["a","b"],"slots":["O"]}""", "line 1: expected a slot for each of the 2 tokens, found 1");
        Refused(tags, """{"tokens":["a"],"slots":["O"]}""", "expected at least two different labels, found 1");
        Refused(tags with { Text = tags.Text with { LeastCount = 1 } }, """{"tokens":["a","b"],"slots":["O","x"]}""" + "\n" + """{"tokens":["a"],"slots":["y"],"split":"dev"}""", "line 2: expected one of the 2 labels O, x, found \"y\"");
        Unnamed(classes, """{"text":"fine","label":2}""", "x: labels: expected a name for each label of the data, found none for \"2\"");
        Unnamed(classes with { Labels = new Dictionary<string, string> { ["0"] = "bad" } }, """{"text":"fine","label":0}""" + "\n" + """{"text":"fine","label":1}""", "found none for \"1\" (");
        Refused(tags with { Text = tags.Text with { LeastCount = 9 } }, """{"tokens":["a","b"],"slots":["O","x"]}""", "text.least_count");
        Refused(classes, """{"text":"fine"}""", "line 1: expected a field label, found none");
        Refused(classes, "fine", "line 1: expected a JSON object");
        Refused(words, "one\n\none one one\n one", "at least two different units");
    }

    [Theory]
    [InlineData("\"task\": \"juggle\"", "task must be one that reads text (tag, classify, language_model, translate, autoencode) or embed_speech, found \"juggle\"")]
    [InlineData("\"task\": \"tag\", \"network\": null", "network must have a value, found null")]
    [InlineData("\"task\": \"tag\", \"text\": null", "text must have a value, found null")]
    [InlineData("\"task\": \"tag\", \"text\": { \"unit\": \"bytes\" }", "text.unit: expected another kind of value, one of characters, words")]
    [InlineData("\"task\": \"tag\", \"text\": { \"size\": 0 }", "text.size must be at least 1 without text.ngram_buckets, found 0")]
    [InlineData("\"task\": \"tag\", \"network\": { \"cell\": null }", "network.cell must be one of dense, elman, ")]
    [InlineData("\"task\": \"tag\", \"network\": { \"cell_options\": { \"activation\": \"softplus\" } }", "network.cell_options.activation: expected another kind of value, one of linear, sigmoid, tanh, relu")]
    [InlineData("\"task\": \"tag\", \"labels\": { \"0\": null }", "labels.0 must be a name, found null")]
    [InlineData("\"task\": \"transcribe\"", "reads text")]
    [InlineData("\"task\": \"tag\", \"network\": { \"cell\": \"lstn\" }", "network.cell")]
    [InlineData("\"task\": \"tag\", \"network\": { \"units\": -3 }", "network.units must be 1 to 16384, found -3")]
    [InlineData("\"task\": \"tag\", \"network\": { \"units\": 1099511627776 }", "network.units")]
    [InlineData("\"task\": \"tag\", \"network\": { \"cell\": \"gru\", \"cell_options\": { \"peepholes\": true } }", "network.cell_options: peepholes is not an option of this kind")]
    [InlineData("\"task\": \"tag\", \"network\": { \"cell_options\": { \"projection\": -3 } }", "network.cell_options: projection must be 1 to 16384, found -3")]
    [InlineData("\"task\": \"tag\", \"network\": { \"cell\": \"dense\", \"cell_options\": {} }", "network.cell_options need a recurrent cell, found dense")]
    [InlineData("\"task\": \"tag\", \"network\": { \"attention\": true }", "network.attention")]
    [InlineData("\"task\": \"language_model\", \"network\": { \"bidirectional\": true }", "network.bidirectional")]
    [InlineData("\"task\": \"translate\", \"network\": { \"cell\": \"dense\" }", "network.cell")]
    [InlineData("\"task\": \"tag\", \"network\": { \"tied\": true, \"hidden\": 64 }", "network.tied needs a task that writes")]
    [InlineData("\"task\": \"language_model\", \"network\": { \"tied\": true, \"embedding\": 9 }", "network.tied needs a hidden layer as long as the embedding, found hidden 0, embedding 9")]
    [InlineData("\"task\": \"tag\", \"dropout\": 1", "dropout must be")]
    [InlineData("\"task\": \"tag\", \"cut_longer\": true", "cut_longer belongs to the task autoencode, found tag")]
    [InlineData("\"task\": \"tag\", \"network\": { \"decoder_units\": 9 }", "network.decoder_units belongs to a task that writes")]
    [InlineData("\"task\": \"translate\", \"network\": { \"paragraph_units\": 9 }", "network.paragraph_units belongs to the task autoencode")]
    [InlineData("\"task\": \"autoencode\", \"sentence_epochs\": 1", "sentence_epochs belongs to paragraphs")]
    [InlineData("\"task\": \"autoencode\", \"text\": { \"sentences\": 2 }, \"sentence_epochs\": 10", "sentence_epochs must be 0 to below epochs (10), found 10")]
    [InlineData("\"task\": \"tag\", \"text\": { \"least_mark_count\": -1 }", "text.least_mark_count must not be negative, found -1")]
    [InlineData("\"task\": \"tag\", \"colour\": 1", "colour")]
    [InlineData("\"task\": \"tag\", \"text\": { \"ngram_buckets\": -1 }", "ngram_buckets")]
    public void Recipes_that_cannot_be_trained_are_refused(string fields, string message)
    {
        string path = _folder.Write("recipe.json", $"{{ \"name\": \"x\", \"data\": \"y\", {fields} }}");
        Assert.True(TaskRecipe.IsTask(path));
        Assert.Contains(message, Assert.Throws<RecipeException>(() => TaskRecipe.Load(path)).Message, StringComparison.Ordinal);
    }

    private static double Total(TextGenerator generator, string text) => generator.Score(text).Sum(u => u.LogProbability);

    private void Refused(TaskRecipe recipe, string data, string message)
    {
        _folder.Write("bad", data);
        Assert.Contains(message, Assert.Throws<DataFormatException>(() => TaskData.Load(recipe with { Data = "bad" }, _folder.Path)).Message, StringComparison.Ordinal);
    }

    private void Unnamed(TaskRecipe recipe, string data, string message)
    {
        _folder.Write("bad", data);
        Assert.Contains(message, Assert.Throws<RecipeException>(() => TaskData.Load(recipe with { Data = "bad" }, _folder.Path)).Message, StringComparison.Ordinal);
    }

    private void WriteTravels()
    {
        IEnumerable<string> lines = from copy in Enumerable.Range(0, 8)
                                    from city in Cities
                                    from verb in new[] { "arrive", "leave" }
                                    let split = copy == 0 ? "dev" : "train"
                                    select $$"""{"tokens":["{{verb}}","{{city}}"],"slots":["O","{{(verb == "arrive" ? "destination" : "origin")}}"],"split":"{{split}}"}""";
        _folder.Write("travel.jsonl", string.Join('\n', lines));
    }

    private static TaskRecipe Travel(string name, string cell) => new()
    {
        Name = name,
        Task = TaskKind.Tag,
        Data = "travel.jsonl",
        Network = new() { Cell = cell, Units = 8, Embedding = 6 },
        Dropout = 0,
        Epochs = 10,
        BatchTexts = 8,
        Optimizer = new() { LearningRate = 0.05f, WarmupUpdates = 0, AverageDecay = 0.8f },
    };

    private TextTagger Tagger(TaskRecipe recipe)
    {
        Start(recipe, recipe.Name).Run(_ => { }, _ => { }, CancellationToken.None);
        return TextTagger.Load(At(recipe.Name, "model.eseq"));
    }

    private TaskRun Start(TaskRecipe recipe, string folder) => new(recipe, TaskData.Load(recipe, _folder.Path), At(folder));

    private string At(params string[] parts) => Path.Combine([_folder.Path, "runs", .. parts]);
}
