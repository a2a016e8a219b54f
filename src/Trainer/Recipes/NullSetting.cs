namespace EmbeddedSeq.Trainer.Recipes;

/// <summary>JSON may say null where a recipe needs a value.</summary>
internal static class NullSetting
{
    /// <summary>The first setting that is null, in a sentence; null if there is none.</summary>
    public static string? Find(params ReadOnlySpan<(string Name, object? Value)> settings)
    {
        foreach ((string name, object? value) in settings)
        {
            if (value is null) return Describe(name);
        }
        return null;
    }

    /// <summary>As the other, for the elements of a list.</summary>
    public static string? FindIn<T>(string name, IReadOnlyList<T> list)
    {
        for (int i = 0; i < list.Count; i++)
        {
            if (list[i] is null) return Describe($"{name}[{i}]");
        }
        return null;
    }

    private static string Describe(string name) => $"{name} must have a value, found null";
}
