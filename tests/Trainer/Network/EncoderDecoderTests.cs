using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Trainer.Network;
using EmbeddedSeq.Trainer.Recipes;
using EmbeddedSeq.Trainer.Training;

namespace EmbeddedSeq.Trainer.Tests.Network;

public sealed unsafe class EncoderDecoderTests
{
    // Sources and targets of unequal lengths, in orders of their own.
    private static readonly Example[] Examples =
    [
        new([1, 2, 3], 3, [2, 3, 1]),
        new([4, 0], 2, [4, 4, 2, 3, 1]),
        new([2, 2, 1, 3, 4], 5, [1]),
    ];

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Gradients_are_those_of_the_differences(bool attention, bool bidirectional)
    {
        ModelSpec spec = Spec(attention, bidirectional);
        (ParameterLayout layout, AlignedBuffer weights, TaskWorker worker) = Create(spec);
        worker.Learn(Examples, new TrainingNoise(1, 0, 0));
        float[] gradients = worker.Gradients.Span(0, (int)layout.Length).ToArray();
        foreach (ParameterLayout.Slot slot in layout.Slots)
        {
            for (int i = 0; i < slot.Length; i += slot.Length > 60 ? 7 : 1)
                CheckGradient(slot, i, weights, worker, Examples, gradients);
        }
    }

    [Theory]
    [InlineData(TaskKind.Translate)]
    [InlineData(TaskKind.Autoencode)]
    public void Gradients_of_tied_tensors_are_those_of_the_differences(TaskKind task)
    {
        var recipe = new TaskRecipe { Name = "test", Task = task, Data = "none", Network = new() { Units = 5, Embedding = 3, Hidden = 3, Tied = true } };
        string[] words = ["<unk>", "</s>", "x", "y", "z"];
        ModelSpec spec = recipe.Network.ToModel(recipe, words, words);
        (ParameterLayout layout, AlignedBuffer weights, TaskWorker worker) = Create(spec, recipe.Network.TiedTensors(spec));
        Assert.Equal(layout.Tensors.Count - (task is TaskKind.Autoencode ? 2 : 1), layout.Slots.Count());
        worker.Learn(Examples, new TrainingNoise(1, 0, 0));
        float[] gradients = worker.Gradients.Span(0, (int)layout.Length).ToArray();
        foreach (ParameterLayout.Slot slot in layout.Slots)
        {
            for (int i = 0; i < slot.Length; i += slot.Length > 60 ? 7 : 1) CheckGradient(slot, i, weights, worker, Examples, gradients);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_text_learns_the_same_alone_and_beside_others(bool attention)
    {
        (ParameterLayout layout, _, TaskWorker worker) = Create(Spec(attention, bidirectional: true));
        var noise = new TrainingNoise(1, 0, 0);
        double together = worker.Learn(Examples, noise), alone = 0;
        float[] all = worker.Gradients.Span(0, (int)layout.Length).ToArray(), sum = new float[all.Length];
        foreach (Example example in Examples)
        {
            alone += worker.Learn([example], noise);
            for (int i = 0; i < sum.Length; i++) sum[i] += worker.Gradients.Pointer[i];
        }
        Assert.Equal(alone, together, 1e-4);
        for (int i = 0; i < sum.Length; i++) Assert.Equal(sum[i], all[i], 1e-4f);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_the_runtime_writes_has_the_probability_that_the_trainer_sees(bool attention)
    {
        ModelSpec spec = Spec(attention, bidirectional: true);
        (ParameterLayout layout, AlignedBuffer weights, TaskWorker worker) = Create(spec);
        var model = new ModelWeights(spec, layout.Slots.Select(s => new Tensor(s.Name, s.Shape, weights.Span(s.Offset, s.Length).ToArray())));
        var translator = new TextTranslator(CompiledModel.Compile(model, WeightPrecision.Float32));
        foreach (Translation translation in translator.Translate("a b d", beam: 5).Where(t => t.IsComplete))
        {
            int[] target = [.. translation.Text.Select(c => spec.Tokens.ToList().IndexOf(c.ToString())), 1];
            Assert.Equal(-translation.LogProbability, worker.Evaluate([new Example([1, 2, 4], 3, target)], (_, _) => { }), 1e-4);
        }
    }

    [Fact]
    public void Scheduled_sampling_feeds_the_decoder_its_own_guesses()
    {
        (_, _, TaskWorker worker) = Create(Spec(attention: false, bidirectional: false));
        double forced = worker.Learn(Examples, new TrainingNoise(1, 0, 0)), own = worker.Learn(Examples, new TrainingNoise(1, 0, 1));
        Assert.NotEqual(forced, own);
        Assert.Equal(own, worker.Learn(Examples, new TrainingNoise(1, 0, 1)));
        Assert.Equal(forced, worker.Learn(Examples, new TrainingNoise(1, 0, 0)));
    }

    [Fact]
    public void Scheduled_sampling_feeds_the_decoder_of_paragraphs_too()
    {
        (_, _, TaskWorker worker) = Create(ParagraphSpec());
        Assert.NotEqual(worker.Learn(Paragraphs, new TrainingNoise(1, 0, 0)), worker.Learn(Paragraphs, new TrainingNoise(1, 0, 1)));
    }

    // Paragraphs of unequal numbers of sentences of unequal lengths.
    private static readonly Example[] Paragraphs =
    [
        Paragraph(new([1, 2], 2, [2, 3, 1]), new([4], 1, [4, 1])),
        Paragraph(new([3], 1, [3, 1]), new([2, 2, 1, 4], 4, [2, 2, 3, 4, 1]), new([1, 1], 2, [2, 2, 1])),
        Paragraph(new Example([4, 3, 2], 3, [4, 3, 2, 1])),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gradients_of_paragraphs_and_of_their_sentences_alone_are_those_of_the_differences(bool alone)
    {
        (ParameterLayout layout, AlignedBuffer weights, TaskWorker worker) = Create(ParagraphSpec());
        Example[] examples = alone ? [.. Paragraphs.SelectMany(p => p.Sentences!)] : Paragraphs;
        worker.Learn(examples, new TrainingNoise(1, 0, 0));
        float[] gradients = worker.Gradients.Span(0, (int)layout.Length).ToArray();
        foreach (ParameterLayout.Slot slot in layout.Slots)
        {
            if (alone && slot.Name.StartsWith(NetworkNames.Planner, StringComparison.Ordinal)) Assert.All(gradients.AsSpan((int)slot.Offset, slot.Length).ToArray(), g => Assert.Equal(0, g));
            for (int i = 0; i < slot.Length; i += slot.Length > 60 ? 7 : 1) CheckGradient(slot, i, weights, worker, examples, gradients);
        }
    }

    [Fact]
    public void A_paragraph_learns_the_same_alone_and_beside_others()
    {
        (_, _, TaskWorker worker) = Create(ParagraphSpec());
        double alone = Paragraphs.Sum(p => worker.Evaluate([p], (_, _) => { }));
        int[][] best = new int[Paragraphs.Length][];
        Assert.Equal(alone, worker.Evaluate(Paragraphs, (e, tokens) => best[Array.IndexOf(Paragraphs, e)] = tokens), 1e-4);
        for (int p = 0; p < Paragraphs.Length; p++) worker.Evaluate([Paragraphs[p]], (_, tokens) => Assert.Equal(best[p], tokens));
    }

    private static Example Paragraph(params Example[] sentences) => Example.Paragraph(sentences);

    private static ModelSpec ParagraphSpec()
    {
        var recipe = new TaskRecipe { Name = "test", Task = TaskKind.Autoencode, Data = "none", Text = new() { Sentences = 3 }, Network = new() { Units = 5, Embedding = 4, Bidirectional = true, DecoderUnits = 6, ParagraphUnits = 7 } };
        string[] words = ["<unk>", "</s>", "x", "y", "z"];
        return recipe.Network.ToModel(recipe, words, words);
    }

    private static void CheckGradient(ParameterLayout.Slot slot, int i, AlignedBuffer weights, TaskWorker worker, Example[] examples, float[] gradients)
    {
        const float delta = 0.01f;
        float* w = weights.Pointer + slot.Offset + i;
        float kept = *w;
        *w = kept + delta;
        double up = worker.Evaluate(examples, (_, _) => { });
        *w = kept - delta;
        double down = worker.Evaluate(examples, (_, _) => { });
        *w = kept;
        double expected = (up - down) / (2 * delta), found = gradients[slot.Offset + i];
        Assert.True(Math.Abs(expected - found) < 2e-3 + 4e-3 * Math.Abs(expected), $"{slot.Name}[{i}]: difference {expected}, gradient {found}");
    }

    private static (ParameterLayout, AlignedBuffer, TaskWorker) Create(ModelSpec spec, IReadOnlyDictionary<string, string>? tied = null)
    {
        var layout = new ParameterLayout(spec, tied);
        var weights = new AlignedBuffer(layout.Length);
        WeightInitializer.Fill(layout, weights, seed: 4);
        return (layout, weights, TaskWorker.Create(spec, layout, weights, dropout: 0));
    }

    private static ModelSpec Spec(bool attention, bool bidirectional)
    {
        var recipe = new TaskRecipe { Name = "test", Task = TaskKind.Translate, Data = "none", Network = new() { Units = 5, Embedding = 4, Attention = attention, Bidirectional = bidirectional, Hidden = 3 } };
        return recipe.Network.ToModel(recipe, ["<unk>", "a", "b", "c", "d"], ["<unk>", "</s>", "x", "y", "z"]);
    }
}
