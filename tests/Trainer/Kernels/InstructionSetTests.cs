using EmbeddedSeq.InstructionSets;
using EmbeddedSeq.Trainer.Tests.Loss;
using EmbeddedSeq.Trainer.Tests.Optimisation;

namespace EmbeddedSeq.Trainer.Tests.Kernels;

/// <summary>The tests of vector code on processors that have less than this one.</summary>
public sealed class InstructionSetTests
{
    [Theory]
    [MemberData(nameof(ChildProcess.Restrictions), MemberType = typeof(ChildProcess))]
    public void Kernels_pass_their_tests_without(string variable, int registerBits) =>
        ChildProcess.Run(variable, registerBits, typeof(LstmGatesTests), typeof(CellGatesTests), typeof(RowOperationsTests), typeof(LogSumTests), typeof(CtcLossTests), typeof(OptimizerTests));
}
