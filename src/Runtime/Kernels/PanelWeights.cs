using System.Runtime.InteropServices;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>
/// The weights of an LSTM direction in the order in which a step reads them: panels of 16 units; in a panel, for each
/// input k of [x; h], the 16 weights of gate i, then f, g, o. Units are padded with zeros to a multiple of 16.
/// </summary>
/// <remarks>I inputs, H units, P = ⌈H/16⌉ panels. Weights [P][I+H][4][16], bias [P][4][16]; memory is 64-byte aligned and freed with the object.</remarks>
internal sealed unsafe class PanelWeights
{
    /// <summary>Units of a panel: one 512-bit register of float32.</summary>
    public const int PanelUnits = 16;

    private const int PanelRows = 4 * PanelUnits;
    private readonly float* _memory;

    /// <param name="inputWeights">[4H, I], gates i, f, g, o.</param>
    /// <param name="recurrentWeights">[4H, H].</param>
    /// <param name="bias">[4H].</param>
    /// <param name="inputs">I.</param>
    /// <param name="units">H.</param>
    public PanelWeights(ReadOnlySpan<float> inputWeights, ReadOnlySpan<float> recurrentWeights, ReadOnlySpan<float> bias, int inputs, int units)
    {
        (Inputs, Units, Panels) = (inputs, units, (units + PanelUnits - 1) / PanelUnits);
        nuint count = (nuint)Panels * PanelRows * (nuint)(inputs + units + 1);
        _memory = (float*)NativeMemory.AlignedAlloc(count * sizeof(float), 64);
        NativeMemory.Clear(_memory, count * sizeof(float));
        for (int unit = 0; unit < units; unit++)
        {
            for (int gate = 0; gate < 4; gate++)
            {
                int row = gate * units + unit, lane = gate * PanelUnits + unit % PanelUnits;
                float* panel = Weights(unit / PanelUnits) + lane;
                for (int k = 0; k < inputs; k++) panel[(nint)k * PanelRows] = inputWeights[row * inputs + k];
                for (int k = 0; k < units; k++) panel[(nint)(inputs + k) * PanelRows] = recurrentWeights[row * units + k];
                Bias(unit / PanelUnits)[lane] = bias[row];
            }
        }
    }

    ~PanelWeights() => NativeMemory.AlignedFree(_memory);

    public int Inputs { get; }

    public int Units { get; }

    public int Panels { get; }

    /// <summary>Length of a buffer that holds one number for each unit of every panel.</summary>
    public int PaddedUnits => Panels * PanelUnits;

    /// <summary>[I+H][4][16] weights of a panel.</summary>
    public float* Weights(int panel) => _memory + (nint)panel * PanelRows * (Inputs + Units);

    /// <summary>[4][16] biases of a panel.</summary>
    public float* Bias(int panel) => _memory + (nint)Panels * PanelRows * (Inputs + Units) + (nint)panel * PanelRows;
}
