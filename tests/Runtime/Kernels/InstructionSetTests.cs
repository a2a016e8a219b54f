using EmbeddedSeq.InstructionSets;

namespace EmbeddedSeq.Runtime.Tests.Kernels;

/// <summary>The kernels' tests on processors that have less than this one.</summary>
public sealed class InstructionSetTests
{
    [Theory]
    [MemberData(nameof(ChildProcess.Restrictions), MemberType = typeof(ChildProcess))]
    public void Kernels_pass_their_tests_without(string variable, int registerBits) =>
        ChildProcess.Run(variable, registerBits, typeof(GemmTests), typeof(PanelPackerTests), typeof(PanelProductTests), typeof(QuantizationTests), typeof(VectorMathTests), typeof(LstmCellTests), typeof(FiniteCheckTests), typeof(ActivationFunctionTests), typeof(RealFftTests));
}
