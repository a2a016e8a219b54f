using System.Diagnostics;
using EmbeddedSeq.Benchmarks.Measurement;
using EmbeddedSeq.Benchmarks.Reports;

namespace EmbeddedSeq.Benchmarks.Limits;

/// <summary>How near the trainer's products come to the multiply-add peak, on one thread: each in turns with the peak, so that the clock of that moment cancels out.</summary>
internal static class ProductRates
{
    private const double TurnSeconds = 0.03;

    // The JIT compiles the packing anew when it has been called often and nothing new has come for 0.1 s, or 1 s where there is one core.
    private const int CompilingMilliseconds = 1200;

    public static void Write(Report report, int rounds)
    {
        var products = new TrainingProducts();
        double operations = products.All.Sum(p => p.Calls * p.GigaOperations);
        Contender[] all = [.. products.All.Select(p => new Contender(p, p.Calls * p.GigaOperations / operations))];
        for (int i = 0; i < 4; i++)
        {
            foreach (Contender contender in all) contender.Try();
            Thread.Sleep(CompilingMilliseconds);
        }
        for (int r = 0; r < rounds; r++)
        {
            foreach (Contender contender in (r & 1) == 0 ? all : all.Reverse()) contender.Measure();
        }
        Series whole = Whole(all, c => c.Own, rounds), wholePeak = Whole(all, c => c.Peak, rounds);
        report.Line("## Products of the trainer, GFLOP/s and share of the peak");
        report.Line();
        report.Line($"All of a step of `train-vs-torch`, {Cells.Number(operations)} giga-operations, on one thread: M x N x K, how often a step has them, which part of its operations they are, and their rate against the peak of the same round. Packing the operands counts.");
        report.Line();
        report.Table(["product", "M x N x K", "a step", "% of operations", "GFLOP/s", "share of the peak"],
            [.. all.Select(c => Row(c.Product.Name, $"{c.Product.M} x {c.Product.N} x {c.Product.K}", $"{c.Product.Calls * c.Product.ProductsInCall}", c.Part, c.Own, c.Peak)), Row("all together", "", "", 1, whole, wholePeak)]);
    }

    private static string[] Row(string name, string shape, string times, double part, Series own, Series peak) =>
        [name, shape, times, Cells.Number(100 * part), Cells.Spread(new(own.Rounds.Select(t => 1e6 / t))), Cells.Spread(own.SpeedAgainst(peak))];

    /// <summary>Microseconds of a giga-operation of the whole step.</summary>
    private static Series Whole(Contender[] all, Func<Contender, Series> series, int rounds)
    {
        var whole = new Series("");
        for (int r = 0; r < rounds; r++) whole.Rounds.Add(all.Sum(c => c.Part * series(c).Rounds[r]));
        return whole;
    }

    /// <summary>A product and the peak beside it, in microseconds for a giga-operation.</summary>
    /// <param name="product">The product.</param>
    /// <param name="part">Of the operations of a training step.</param>
    private sealed class Contender(TrainingProducts.Product product, double part)
    {
        private int _times = 1;

        public TrainingProducts.Product Product => product;

        public double Part => part;

        public Series Own { get; } = new("product");

        public Series Peak { get; } = new("peak");

        /// <summary>Finds out how often it fits into a turn, and makes a turn.</summary>
        public void Try()
        {
            _times = Math.Max(1, (int)Math.Round(TurnSeconds / Time(1)));
            Time(_times);
        }

        public void Measure()
        {
            long start = Stopwatch.GetTimestamp();
            PeakKernels.MultiplyAdd(LimitsBenchmark.Turns);
            Peak.Rounds.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds / (1e-9 * LimitsBenchmark.Turns * PeakKernels.OperationsInTurn));
            Own.Rounds.Add(Time(_times) * 1e6 / (_times * product.GigaOperations));
        }

        private double Time(int times)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < times; i++) product.Run();
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }
}
