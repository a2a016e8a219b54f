using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime.Tests.Network;

public class LayerOptionsTests
{
    [Theory]
    [InlineData("lstm", "gates sigmoid, cell input tanh, cell output tanh")]
    [InlineData("lstm-linear", "gates sigmoid, cell input linear, cell output linear")]
    [InlineData("lstm-peephole", "gates sigmoid, cell input tanh, cell output tanh, peepholes")]
    [InlineData("lstm-projection", "gates sigmoid, cell input tanh, cell output tanh, projection to 4")]
    [InlineData("gru", "reset before the recurrent product")]
    [InlineData("gru-reset-after", "reset after the recurrent product")]
    [InlineData("gru-simplified", "no reset gate")]
    [InlineData("elman", "tanh")]
    [InlineData("irnn", "relu, recurrent matrix starts as the identity")]
    [InlineData("jordan", "tanh, outputs linear, fed back")]
    [InlineData("clockwork", "tanh, periods 1 2 4 8")]
    [InlineData("scrn", "sigmoid, slow context of 2, of which 0.95 stays from step to step")]
    public void Options_are_told_also_where_they_are_the_usual_ones(string cell, string options) =>
        Assert.Equal(options, LayerOptions.Describe(RecurrentCells.Create(cell, 3, 8)));

    [Fact]
    public void A_kind_without_options_has_none() => Assert.Equal("", LayerOptions.Describe(new LayerSpec { Kind = LayerKind.LogSoftmax, Inputs = 3, Units = 3 }));
}
