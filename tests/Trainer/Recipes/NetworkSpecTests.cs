using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Trainer.Recipes;

namespace EmbeddedSeq.Trainer.Tests.Recipes;

/// <summary>The network section of a recipe.</summary>
public sealed class NetworkSpecTests
{
    [Fact]
    public void Every_cell_makes_layers_that_fit_each_other()
    {
        foreach (string cell in RecurrentCells.Names)
        {
            IReadOnlyList<LayerSpec> layers = new NetworkSpec { Cell = cell, Layers = 2, Units = 12, Bidirectional = true, LayerNormalization = true }.ToLayers(inputs: 5, tokens: 7);
            var spec = new ModelSpec { Name = cell, Features = new() { Bands = 5, Stack = 1, Skip = 1 }, Layers = layers, Tokens = ["", "a", "b", "c", "d", "e", "f"] };
            spec.Validate(cell);
            Assert.Equal([true, false, true, false, false, false], layers.Select(l => l.IsRecurrent));
            Assert.Equal(LayerKind.LayerNorm, layers[1].Kind);
        }
    }

    [Fact]
    public void Options_are_set_beside_the_name_of_a_cell()
    {
        var options = new CellOptions { GateActivation = Activation.Relu, Projection = 3 };
        LayerSpec layer = new NetworkSpec { Cell = "lstm-peephole", CellOptions = options, Layers = 1 }.ToLayers(5, 7)[0];
        Assert.Equal((Activation.Relu, null, true, 3), (layer.GateActivation, layer.Activation, layer.Peepholes, layer.Projection));
        var text = new TaskNetworkSpec { Cell = "clockwork", CellOptions = new() { Periods = [1, 3, 9] }, Units = 6 };
        Assert.Null(text.FindProblem(TaskKind.Tag));
        Assert.Equal([1, 3, 9], text.ToModel(new TaskRecipe { Name = "x", Task = TaskKind.Tag, Data = "none", Network = text }, ["<unk>", "a"], ["O", "x"]).Layers[1].Periods!);
        Assert.Equal("network.cell_options: periods[1] must be a larger multiple of 2, found 3", (text with { CellOptions = new() { Periods = [2, 3] } }).FindProblem(TaskKind.Tag));
    }

    [Fact]
    public void Without_a_cell_the_layers_are_LSTM() => Assert.Equal([LayerKind.Lstm, LayerKind.Dense, LayerKind.LogSoftmax], new NetworkSpec { Layers = 1 }.ToLayers(5, 7).Select(l => l.Kind));

    [Fact]
    public void Every_cell_makes_a_model_for_every_task_on_text()
    {
        foreach (string cell in RecurrentCells.Names)
        {
            foreach (TaskKind task in new[] { TaskKind.Tag, TaskKind.Classify, TaskKind.LanguageModel, TaskKind.Translate, TaskKind.Autoencode })
            {
                var network = new TaskNetworkSpec { Cell = cell, Layers = 2, Units = 6, Embedding = 5, Attention = task is TaskKind.Translate, Bidirectional = task is not TaskKind.LanguageModel };
                var recipe = new TaskRecipe { Name = cell, Task = task, Data = "none", Network = network };
                Assert.Null(network.FindProblem(task));
                Assert.True(network.ToModel(recipe, ["<unk>", "</s>", "a"], ["<unk>", "</s>", "a"]).ParameterCount > 0);
            }
        }
        Assert.StartsWith("network.cell must be one of dense, elman, ", new TaskNetworkSpec { Cell = "lsmt" }.FindProblem(TaskKind.Tag), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_cell_is_named_with_those_that_are_known()
    {
        string? problem = new NetworkSpec { Cell = "lsmt" }.FindProblem();
        Assert.StartsWith("network.cell must be one of elman, ", problem, StringComparison.Ordinal);
        Assert.EndsWith("; found \"lsmt\"", problem, StringComparison.Ordinal);
    }
}
