namespace EmbeddedSeq.Runtime.Model;

/// <summary>Dense float32 numbers in row-major order with a name and a shape.</summary>
public sealed class Tensor
{
    /// <summary>A tensor over existing numbers.</summary>
    /// <exception cref="ArgumentException">The shape's product is not the number of numbers.</exception>
    public Tensor(string name, int[] shape, float[] data)
    {
        if (Product(shape) != data.Length)
            throw new ArgumentException($"Tensor {name}: shape {Format(shape)} has {Product(shape)} elements, found {data.Length} numbers.", nameof(data));
        (Name, Shape, Data) = (name, shape, data);
    }

    /// <summary>A tensor of zeros.</summary>
    public Tensor(string name, params int[] shape) : this(name, shape, new float[Product(shape)]) { }

    /// <summary>The name in the file.</summary>
    public string Name { get; }

    /// <summary>Length along each dimension, outermost first.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>The numbers.</summary>
    public float[] Data { get; }

    internal static long Product(IEnumerable<int> shape) => shape.Aggregate(1L, (n, d) => checked(n * d));

    internal static string Format(IEnumerable<int> shape) => "[" + string.Join(", ", shape) + "]";
}
