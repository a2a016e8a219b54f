using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Trainer.Network;

namespace EmbeddedSeq.Trainer.Tests.Network;

public class TrainableLayersTests
{
    [Fact]
    public void Every_kind_can_be_trained() => Assert.Equal(LayerKind.All.OrderBy(k => k.Name), TrainableLayers.Kinds.OrderBy(k => k.Name));
}
