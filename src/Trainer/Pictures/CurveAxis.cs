namespace EmbeddedSeq.Trainer.Pictures;

/// <summary>A linear axis from 0 to a round number, and its ticks.</summary>
internal readonly record struct CurveAxis
{
    /// <param name="largest">Largest value to show.</param>
    /// <param name="ticks">About how many ticks.</param>
    public CurveAxis(double largest, int ticks)
    {
        if (!(largest > 0 && double.IsFinite(largest))) largest = 1;
        double rough = largest / ticks, power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        Step = power * ((rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
        Count = (int)Math.Ceiling(largest / Step - 1e-9);
    }

    /// <summary>Distance of two ticks: 1, 2 or 5 times a power of ten.</summary>
    public double Step { get; }

    /// <summary>Ticks besides the one at 0.</summary>
    public int Count { get; }

    /// <summary>Value at the end of the axis.</summary>
    public double End => Step * Count;
}
