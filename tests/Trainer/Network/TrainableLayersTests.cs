using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Trainer.Network;

namespace EmbeddedSeq.Trainer.Tests.Network;

public class TrainableLayersTests
{
    [Fact]
    public void Every_kind_can_be_trained() => Assert.All(LayerKind.All, kind => Assert.NotNull(TrainableLayers.Of(kind)));
}
