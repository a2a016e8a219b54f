namespace EmbeddedSeq.Trainer.Data;

/// <summary>One text with what is to be learned about it.</summary>
/// <param name="Line">Its line in the file, from 1.</param>
/// <param name="Split">train, dev, test, or null.</param>
/// <param name="Source">Units that are read.</param>
/// <param name="Target">Labels of the units (tag), one label (classify), units of the translation (translate); otherwise empty.</param>
public sealed record TextRecord(int Line, string? Split, IReadOnlyList<string> Source, IReadOnlyList<string> Target);
