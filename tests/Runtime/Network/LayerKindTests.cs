using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime.Tests.Network;

/// <summary>The table of kinds.</summary>
public sealed class LayerKindTests
{
    [Fact]
    public void Every_kind_is_found_by_the_name_of_its_row()
    {
        string[] rows = [.. typeof(LayerKind).GetProperties().Where(p => p.PropertyType == typeof(LayerKind)).Select(p => p.Name)];
        Assert.Equal(rows.Order(), LayerKind.All.Select(k => k.Name).Order());
        Assert.All(LayerKind.All, kind => Assert.Same(kind, LayerKind.Named(kind.Name)));
        Assert.Null(LayerKind.Named("lstm"));
    }

    [Fact]
    public void Recurrent_kinds_and_no_others_have_usual_cells_with_names_of_their_own()
    {
        Assert.All(LayerKind.All, kind => Assert.Equal(kind.IsRecurrent, kind.Cells.Length > 0));
        Assert.Distinct(RecurrentCells.Names);
    }
}
