using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Trainer.Network;
using EmbeddedSeq.Trainer.Recipes;
using EmbeddedSeq.Trainer.Training;

namespace EmbeddedSeq.Trainer.Tests.Training;

/// <summary>Texts learned from in chunks: truncated backpropagation through time.</summary>
public sealed unsafe class LabelWorkerTests
{
    private static readonly string[] Vocabulary = ["<unk>", "</s>", "a", "b", "c"];
    private static readonly TrainingNoise Quiet = new(1, UnknownRate: 0, OwnInputRate: 0);

    public static TheoryData<string> Cells => [.. RecurrentCells.Names];

    [Theory]
    [MemberData(nameof(Cells))]
    public void Chunks_have_the_loss_of_the_whole_texts_and_gradients_that_do_not_cross_their_borders(string cell)
    {
        Example[] texts = [Text(9, 1), Text(7, 2), Text(4, 3), Text(1, 4)];
        (double whole, float[] full) = Learn(cell, chunk: 0, texts);
        (double once, float[] same) = Learn(cell, chunk: 9, texts);
        (double chunked, float[] truncated) = Learn(cell, chunk: 4, texts);
        Assert.Equal(whole, once);
        Assert.Equal(full, same);
        Assert.Equal(whole, chunked, 1e-4);
        Assert.Contains(full.Zip(truncated), pair => Math.Abs(pair.First - pair.Second) > 1e-4);
    }

    [Fact]
    public void A_text_as_long_as_a_chunk_is_learned_from_as_a_whole()
    {
        Example[] texts = [Text(4, 1), Text(2, 2)];
        Assert.Equal(Learn("gru", chunk: 0, texts).Gradients, Learn("gru", chunk: 4, texts).Gradients);
    }

    [Fact]
    public void Only_the_steps_that_have_a_target_count()
    {
        Example text = Text(9, 1), ending = text with { Text = text.Text[7..] };
        double all = Learn("gru", chunk: 4, [text]).Loss, last = Learn("gru", chunk: 4, [ending]).Loss, first = Learn("gru", chunk: 4, [new Example(text.Inputs[..7], 7, text.Text[..7])]).Loss;
        Assert.Equal(all, first + last, 1e-4);
    }

    private static (double Loss, float[] Gradients) Learn(string cell, int chunk, Example[] texts)
    {
        var recipe = new TaskRecipe { Name = "test", Task = TaskKind.LanguageModel, Data = "none", ChunkSteps = chunk, Network = new() { Cell = cell, Units = 6, Embedding = 4 } };
        ModelSpec spec = recipe.Network.ToModel(recipe, Vocabulary, Vocabulary);
        var layout = new ParameterLayout(spec);
        var weights = new AlignedBuffer(layout.Length);
        WeightInitializer.Fill(layout, weights, seed: 4);
        TaskWorker worker = TaskWorker.Create(spec, layout, weights, dropout: 0, chunk);
        double loss = worker.Learn(texts, Quiet);
        GC.KeepAlive(weights);
        return (loss, worker.Gradients.Span(0, (int)layout.Length).ToArray());
    }

    private static Example Text(int steps, int seed)
    {
        var random = new Random(seed);
        return new([.. Enumerable.Range(0, steps).Select(_ => (float)random.Next(Vocabulary.Length))], steps, [.. Enumerable.Range(0, steps).Select(_ => random.Next(Vocabulary.Length))]);
    }
}
