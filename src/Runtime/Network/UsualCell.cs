namespace EmbeddedSeq.Runtime.Network;

/// <summary>A recurrent kind with options that are used together.</summary>
/// <param name="Name">As recipes and commands call it.</param>
/// <param name="Complete">Sets the options of a layer that has its sizes.</param>
internal sealed record UsualCell(string Name, Func<LayerSpec, LayerSpec> Complete);
