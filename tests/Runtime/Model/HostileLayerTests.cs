using System.Text;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Runtime.Tests.Network;

namespace EmbeddedSeq.Runtime.Tests.Model;

/// <summary>Descriptions of every cell with damaged bytes: each gives an error with the reason, or a description whose network runs.</summary>
public sealed class HostileLayerTests
{
    private const long MostParameters = 100_000; // Larger networks are sane, but take time.

    public static TheoryData<string> Cells => [.. RecurrentCells.Names];

    [Theory]
    [MemberData(nameof(Cells))]
    public void Damaged_descriptions_are_refused_or_run(string cell)
    {
        LayerSpec layer = RecurrentCells.Create(cell, 3, 8);
        ModelSpec good = CellModel.Spec(layer, new() { Kind = LayerKind.LayerNorm, Inputs = layer.Outputs, Units = layer.Outputs });
        byte[] json = Encoding.UTF8.GetBytes(good.ToJson());
        int first = good.ToJson().IndexOf("\"layers\"", StringComparison.Ordinal), last = good.ToJson().IndexOf("\"tokens\"", StringComparison.Ordinal);
        var random = new Random(1);
        int refused = 0;
        for (int round = 0; round < 400; round++)
        {
            byte[] damaged = [.. json];
            for (int changes = random.Next(1, 3); changes > 0; changes--) damaged[random.Next(first, last)] = (byte)"0123456789-,.e\"[]{}nulLt"[random.Next(24)];
            try
            {
                Run(ModelSpec.FromJson(Encoding.UTF8.GetString(damaged), "test"));
            }
            catch (ModelFormatException e)
            {
                Assert.StartsWith("test: ", e.Message, StringComparison.Ordinal);
                refused++;
            }
        }
        Assert.InRange(refused, 200, 400);
    }

    private static void Run(ModelSpec spec)
    {
        if (spec.ParameterCount > MostParameters) return;
        var network = RandomModel.Fill(spec, seed: 1, scale: 1).Network();
        network.Run(network.CreateState(), CellModel.Steps(spec, steps: 2), new float[2 * network.OutputSize]);
    }
}
