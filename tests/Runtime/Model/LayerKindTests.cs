using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Model.Layers;

namespace EmbeddedSeq.Runtime.Tests.Model;

/// <summary>The table of kinds is complete.</summary>
public sealed class LayerKindTests
{
    [Fact]
    public void Every_kind_has_one_definition_with_its_name()
    {
        Assert.Equal(Enum.GetValues<LayerKind>(), LayerKinds.All.Select(d => d.Kind).Order());
        Assert.All(LayerKinds.All, d => Assert.Equal((d.Kind.ToString(), d), (d.Name, LayerKinds.Of(LayerKinds.Named(d.Name)!.Value))));
    }

    [Fact]
    public void What_is_no_kind_has_none()
    {
        Assert.Null(LayerKinds.Named("lstm"));
        Assert.Null(LayerKinds.Find((LayerKind)77));
        Assert.Contains("77", Assert.Throws<ArgumentOutOfRangeException>(() => LayerKinds.Of((LayerKind)77)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Recurrent_kinds_and_no_others_have_usual_cells_with_names_of_their_own()
    {
        Assert.All(LayerKinds.All, d => Assert.Equal(d.IsRecurrent, d.Cells.Length > 0));
        Assert.Distinct(RecurrentCells.Names);
    }
}
