namespace EmbeddedSeq.Runtime.Model.Layers;

/// <summary>See <see cref="LayerKind.Clockwork"/>. G groups.</summary>
internal sealed class ClockworkDefinition() : RecurrentDefinition(LayerKind.Clockwork, nameof(LayerKind.Clockwork))
{
    private const int MostGroups = 16, LongestPeriod = 65536;

    public override string[] Options => [nameof(LayerSpec.Activation), nameof(LayerSpec.Periods)];

    public override UsualCell[] Cells => [new("clockwork", layer => layer with { Periods = UsualPeriods(layer.Units) })];

    // Because each period divides the next one, the groups that change at a step are always the first ones.
    public override string? FindProblem(LayerSpec layer)
    {
        if (layer.Periods is not { Count: >= 1 and <= MostGroups } periods) return $"periods must have 1 to {MostGroups} numbers, found {layer.Periods?.Count ?? 0}";
        if (layer.Units % periods.Count != 0) return $"units must be a multiple of the {periods.Count} groups, found {layer.Units}";
        for (int g = 0; g < periods.Count; g++)
        {
            if (periods[g] is < 1 or > LongestPeriod) return $"periods[{g}] must be 1 to {LongestPeriod}, found {periods[g]}";
            if (g > 0 && (periods[g] <= periods[g - 1] || periods[g] % periods[g - 1] != 0)) return $"periods[{g}] must be a larger multiple of {periods[g - 1]}, found {periods[g]}";
        }
        return null;
    }

    public override TensorSpec[] Tensors(LayerSpec layer)
    {
        int groups = layer.Periods!.Count, size = layer.Units / groups;
        var tensors = new TensorSpec[groups + 2];
        tensors[0] = new("weight_ih", [layer.Units, layer.Inputs]);
        for (int g = 0; g < groups; g++) tensors[g + 1] = new($"weight_hh_{g}", [size, layer.Units - g * size]);
        tensors[^1] = new("bias", [layer.Units]);
        return tensors;
    }

    public override StateSpec[] States(LayerSpec layer) => [new("h", layer.Units), new("clock", 1)];

    public override string[] Describe(LayerSpec layer) => [InWords(layer.ActivationOrUsual), $"periods {string.Join(' ', layer.Periods ?? [])}"];

    private static int[] UsualPeriods(int units)
    {
        int groups = units % 4 == 0 ? 4 : units % 3 == 0 ? 3 : units % 2 == 0 ? 2 : 1;
        return [.. Enumerable.Range(0, groups).Select(g => 1 << g)];
    }
}
