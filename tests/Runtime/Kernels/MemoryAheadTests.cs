using System.Runtime.Intrinsics.X86;
using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Tests.Kernels;

/// <summary>What is asked for ahead ends where it should.</summary>
public sealed unsafe class MemoryAheadTests
{
    [Fact]
    public void All_lines_of_all_pieces_are_asked_for_and_then_no_more()
    {
        if (!Sse.IsSupported) return; // Nothing can be asked for.
        float[] numbers = new float[200];
        fixed (float* p = numbers)
        {
            var ahead = new MemoryAhead();
            ahead.Add(p, 33);
            ahead.Add(p, 0);
            ahead.Add(p + 64, 16);
            ahead.Add(new MatrixView(p, 40, 1), 3, 20);
            ahead.Add(new MatrixView(p, 1, 40), 20, 1);
            ahead.Add(new MatrixView(p, 2, 40), 20, 1);
            Assert.Equal(3 + 1 + 6 + 2, ahead.Lines);
            ahead.Fetch(5);
            Assert.Equal(7, ahead.Lines);
            ahead.Fetch(100);
            Assert.Equal(0, ahead.Lines);
            ahead.Fetch(1);
            ahead.Clear();
            ahead.Add(p, 1);
            Assert.Equal(1, ahead.Lines);
        }
    }
}
