namespace EmbeddedSeq.Runtime.Model;

/// <summary>Where one tensor lies in a safetensors file.</summary>
/// <param name="Name">Name of the tensor.</param>
/// <param name="Type">Element type as the file names it: F32, BF16, I8, I64, ...</param>
/// <param name="Shape">Length along each dimension.</param>
/// <param name="Start">First byte, counted from the start of the file.</param>
/// <param name="Length">Number of bytes.</param>
internal sealed record SafetensorsEntry(string Name, string Type, int[] Shape, long Start, long Length);
