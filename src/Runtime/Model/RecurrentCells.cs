using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Model;

/// <summary>The recurrent cells by the names that recipes and commands have for them, each with its usual options.</summary>
public static class RecurrentCells
{
    private static readonly Dictionary<string, Func<int, LayerSpec>> s_cells = new(StringComparer.Ordinal)
    {
        ["elman"] = _ => Of(LayerKind.Rnn),
        ["elman-relu"] = _ => Of(LayerKind.Rnn) with { Activation = Activation.Relu },
        ["elman-linear"] = _ => Of(LayerKind.Rnn) with { Activation = Activation.Linear },
        ["jordan"] = units => Of(LayerKind.Jordan) with { Projection = units },
        ["irnn"] = _ => Of(LayerKind.Rnn) with { Activation = Activation.Relu, IdentityStart = true },
        ["lstm"] = _ => Of(LayerKind.Lstm),
        ["lstm-linear"] = _ => Of(LayerKind.Lstm) with { Activation = Activation.Linear, OutputActivation = Activation.Linear },
        ["lstm-peephole"] = _ => Of(LayerKind.Lstm) with { Peepholes = true },
        ["lstm-projection"] = units => Of(LayerKind.Lstm) with { Projection = (units + 1) / 2 },
        ["gru"] = _ => Of(LayerKind.Gru),
        ["gru-reset-after"] = _ => Of(LayerKind.Gru) with { Reset = GruReset.After },
        ["gru-simplified"] = _ => Of(LayerKind.Gru) with { Reset = GruReset.None },
        ["clockwork"] = units => Of(LayerKind.Clockwork) with { Periods = Periods(units) },
        ["scrn"] = units => Of(LayerKind.Scrn) with { ContextUnits = (units + 3) / 4 },
    };

    /// <summary>All names.</summary>
    public static IReadOnlyCollection<string> Names => s_cells.Keys;

    /// <summary>A layer of a cell. Jordan networks have as many outputs as hidden units, projections half, slow contexts a quarter; Clockwork networks have up to four groups with the periods 1, 2, 4, 8, as many as divide the units.</summary>
    /// <exception cref="ArgumentException">No cell has this name; the message lists those that are there.</exception>
    public static LayerSpec Create(string name, int inputs, int units, bool bidirectional = false) =>
        s_cells.TryGetValue(name, out Func<int, LayerSpec>? cell)
            ? cell(units) with { Inputs = inputs, Units = units, Bidirectional = bidirectional }
            : throw new ArgumentException($"expected one of the cells {string.Join(", ", Names)}; found {name}", nameof(name));

    private static LayerSpec Of(LayerKind kind) => new() { Kind = kind, Inputs = 0, Units = 0 };

    private static int[] Periods(int units)
    {
        int groups = units % 4 == 0 ? 4 : units % 3 == 0 ? 3 : units % 2 == 0 ? 2 : 1;
        return [.. Enumerable.Range(0, groups).Select(g => 1 << g)];
    }
}
