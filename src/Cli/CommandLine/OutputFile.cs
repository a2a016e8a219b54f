namespace EmbeddedSeq.Cli.CommandLine;

/// <summary>The file that a command writes.</summary>
internal static class OutputFile
{
    private static readonly StringComparison s_paths = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <summary>Refuses to replace what was read by something of another kind: the only copy would be gone.</summary>
    /// <exception cref="CommandException">The output is one of the inputs, by whatever name.</exception>
    public static void CheckIsNot(string output, params ReadOnlySpan<string?> inputs)
    {
        foreach (string? input in inputs)
        {
            if (input is not null && string.Equals(Target(output), Target(input), s_paths)) throw new CommandException($"{output}: expected another file to write than {input}, which is read, found the same");
        }
    }

    // A link may stand at the file or at its folder.
    private static string Target(string path)
    {
        string full = Path.GetFullPath(path);
        if (Path.GetDirectoryName(full) is { } folder && Directory.Exists(folder)) full = Path.Combine(Directory.ResolveLinkTarget(folder, returnFinalTarget: true)?.FullName ?? folder, Path.GetFileName(full));
        return File.Exists(full) ? File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full : full;
    }
}
