namespace EmbeddedSeq.Runtime.Network;

/// <summary>The recurrent cells by the names that recipes and commands have for them, each with its usual options.</summary>
public static class RecurrentCells
{
    private static readonly Dictionary<string, (LayerKind Kind, UsualCell Cell)> s_cells =
        LayerKind.All.SelectMany(kind => kind.Cells.Select(cell => (kind, cell))).ToDictionary(c => c.cell.Name, StringComparer.Ordinal);

    /// <summary>All names.</summary>
    public static IReadOnlyCollection<string> Names => s_cells.Keys;

    /// <summary>A layer of a cell. Jordan networks have as many outputs as hidden units, projections half, slow contexts a quarter; Clockwork networks have up to four groups with the periods 1, 2, 4, 8, as many as divide the units.</summary>
    /// <exception cref="ArgumentException">No cell has this name; the message lists those that are there.</exception>
    public static LayerSpec Create(string name, int inputs, int units, bool bidirectional = false) =>
        s_cells.TryGetValue(name, out (LayerKind Kind, UsualCell Cell) found)
            ? found.Cell.Complete(new LayerSpec { Kind = found.Kind, Inputs = inputs, Units = units, Bidirectional = bidirectional })
            : throw new ArgumentException($"expected one of the cells {string.Join(", ", Names)}; found {name}", nameof(name));
}
