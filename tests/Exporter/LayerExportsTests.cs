using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Exporter.Tests;

public class LayerExportsTests
{
    [Fact]
    public void Every_kind_has_a_graph_and_equations() => Assert.All(Enum.GetValues<LayerKind>(), kind => Assert.NotNull(LayerExports.Of(kind)));
}
