using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Tests.Kernels;

/// <summary>The scan of 64 stretches at once against the recursion written down for one step after another.</summary>
public sealed class KeywordScanTests
{
    private const byte Cap = 60, BlankCap = 50;

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 70)]
    [InlineData(7, 20)]
    [InlineData(16, 16)]
    [InlineData(37, 3)]
    [InlineData(50, 0)]
    public void Every_block_has_the_cost_of_its_cheapest_path(int rows, int tail)
    {
        const int Tokens = 5;
        var random = new Random(rows);
        byte[] planes = new byte[Tokens * (rows + 1) * KeywordScan.Lanes];
        for (int i = 0; i < planes.Length; i++) planes[i] = (byte)(random.Next(3) == 0 ? random.Next(8) : random.Next(256));
        foreach (int[] keyword in new int[][] { [2], [1, 2, 1], [3, 3], [1, 4, 4, 3, 2, 1] })
        {
            byte[] caps = [.. keyword.Select(k => (byte)(Cap + k))];
            ushort[] minima = new ushort[KeywordScan.Blocks(rows, tail) * KeywordScan.Lanes];
            KeywordScan.Run(planes, rows, keyword, caps, BlankCap, tail, minima);
            for (int lane = 0; lane < KeywordScan.Lanes; lane++) Assert.Equal(Reference(planes, rows, keyword, caps, tail, lane), Enumerable.Range(0, minima.Length / KeywordScan.Lanes).Select(b => minima[b * KeywordScan.Lanes + lane]));
        }
    }

    [Fact]
    public void Long_dear_paths_saturate()
    {
        const int Rows = 400;
        byte[] planes = new byte[3 * (Rows + 1) * KeywordScan.Lanes];
        planes.AsSpan().Fill(255);
        ushort[] minima = new ushort[KeywordScan.Blocks(Rows, 0) * KeywordScan.Lanes];
        int[] keyword = [.. Enumerable.Repeat(1, 200)];
        KeywordScan.Run(planes, Rows, keyword, [.. Enumerable.Repeat((byte)255, 200)], 255, 0, minima);
        Assert.Equal(KeywordScan.Unreachable, minima[0]);
        Assert.Equal(KeywordScan.Unreachable, minima[^1]); // 399 letters and blanks of 255 each.
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_refused()
    {
        byte[] planes = new byte[2 * 3 * KeywordScan.Lanes];
        ushort[] minima = new ushort[KeywordScan.Lanes];
        Assert.Throws<ArgumentOutOfRangeException>(() => KeywordScan.Run(planes, 2, [2], [9], 9, 0, minima));
        Assert.Throws<ArgumentOutOfRangeException>(() => KeywordScan.Run(planes, 2, [1], [9], 9, 100, minima));
        Assert.Throws<ArgumentOutOfRangeException>(() => KeywordScan.Run(planes, 2, [1], [], 9, 0, minima));
        Assert.Throws<ArgumentOutOfRangeException>(() => KeywordScan.Run(planes, 2, [], [], 9, 0, minima));
    }

    // Paths that begin in the column's own steps; behind them they only go on.
    private static ushort[] Reference(byte[] planes, int rows, int[] keyword, byte[] caps, int tail, int lane)
    {
        const int Never = 1 << 20;
        int[] letters = new int[keyword.Length], blanks = new int[keyword.Length];
        Array.Fill(letters, Never);
        Array.Fill(blanks, Never);
        ushort[] minima = new ushort[KeywordScan.Blocks(rows, tail)];
        Array.Fill(minima, KeywordScan.Unreachable);
        for (int t = 0; t < rows + tail && lane + t / rows < KeywordScan.Lanes; t++)
        {
            int Cost(int token) => planes[(token * (rows + 1) + t % rows) * KeywordScan.Lanes + lane + t / rows];
            int[] letter = new int[keyword.Length], blank = new int[keyword.Length];
            for (int i = 0; i < keyword.Length; i++)
            {
                int entry = i > 0 ? blanks[i - 1] : t < rows ? 0 : Never;
                if (i > 0 && keyword[i] != keyword[i - 1]) entry = Math.Min(entry, letters[i - 1]);
                letter[i] = Math.Min(Never, Math.Min(letters[i], entry) + Math.Min(Cost(keyword[i]), (int)caps[i]));
                blank[i] = Math.Min(Never, Math.Min(blanks[i], letters[i]) + Math.Min(Cost(0), (int)BlankCap));
            }
            (letters, blanks) = (letter, blank);
            int b = t / KeywordScan.BlockRows;
            minima[b] = (ushort)Math.Min(minima[b], Math.Min(letters[^1], KeywordScan.Unreachable));
        }
        return minima;
    }
}
