using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Exporter.Tests;

public class LayerExportsTests
{
    [Fact]
    public void Every_kind_has_a_graph_and_equations() => Assert.All(LayerKind.All, kind => Assert.NotNull(LayerExports.Of(kind)));
}
