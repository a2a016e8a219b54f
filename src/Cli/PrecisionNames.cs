using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Cli;

/// <summary>Precisions as the command line writes them.</summary>
internal static class PrecisionNames
{
    /// <summary>In the order of <see cref="WeightPrecision"/>.</summary>
    public static readonly string[] All = ["f32", "bf16", "int8"];

    public static string Of(WeightPrecision precision) => All[(int)precision];

    /// <param name="name">One of <see cref="All"/>.</param>
    public static WeightPrecision Parse(string name) => (WeightPrecision)Array.IndexOf(All, name);
}
