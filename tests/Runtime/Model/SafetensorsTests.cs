using System.Buffers.Binary;
using System.Text;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime.Tests.Model;

/// <summary>The container: what is written comes back, and what is not a container says so.</summary>
public sealed class SafetensorsTests
{
    [Fact]
    public void What_is_written_comes_back()
    {
        using var file = new TempFile();
        Tensor a = new("a", [2, 3], [1, -2, 3.5f, 0, float.MaxValue, float.Epsilon]), empty = new("empty", 0), scalar = new("scalar", [], [7]);
        SafetensorsWriter.Write(file.Path, new Dictionary<string, string> { ["key"] = "wert \"ß\" 日本" }, [a, empty, scalar]);

        using var reader = new SafetensorsReader(file.Path);
        Assert.Equal("wert \"ß\" 日本", reader.Metadata["key"]);
        Assert.Equal(3, reader.Entries.Count);
        foreach (Tensor tensor in new[] { a, empty, scalar })
        {
            Tensor read = reader.ReadFloat32(new TensorSpec(tensor.Name, [.. tensor.Shape]));
            Assert.Equal(tensor.Data, read.Data);
        }
        Assert.Equal(0, reader.Entries["a"].Start % 64);
    }

    [Theory]
    [InlineData("not json", "not JSON")]
    [InlineData("[1]", "JSON object")]
    [InlineData("{\"a\":1}", "tensor a: expected dtype, shape and two data_offsets")]
    [InlineData("{\"a\":{\"dtype\":\"F31\",\"shape\":[1],\"data_offsets\":[0,4]}}", "unknown type F31")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", "dimension 0")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}", "dimension 0")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1e99],\"data_offsets\":[0,4]}}", "dimension 0")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[65536,65536,65536,65536],\"data_offsets\":[0,0]}}", "needs more bytes")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2147483647,2147483647,4],\"data_offsets\":[0,4]}}", "needs more bytes")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[0,2147483647,2147483647,2147483647,2147483647,2147483647],\"data_offsets\":[0,4]}}", "expected 0 bytes")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}", "data_offsets")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}", "data_offsets")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[9223372036854775804,9223372036854775807]}}", "data_offsets")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}}", "truncated")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", "expected 8 bytes")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", "twice")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", "overlap")]
    [InlineData("{\"__metadata__\":3}", "__metadata__")]
    [InlineData("{\"__metadata__\":{\"k\":3}}", "__metadata__.k")]
    [InlineData("{\"__metadata__\":{\"k\":\"\\ud800\"}}", "")]
    [InlineData("{\"\\ud800\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", "")]
    [InlineData("{\"a\":{\"dtype\":\"\\ud800\",\"shape\":[1],\"data_offsets\":[0,4]}}", "")]
    public void A_bad_header_is_named(string header, string problem)
    {
        using var file = new TempFile();
        File.WriteAllBytes(file.Path, Container(Encoding.UTF8.GetBytes(header), new byte[8]));
        var e = Assert.Throws<ModelFormatException>(() => new SafetensorsReader(file.Path).Dispose());
        Assert.Equal(file.Path, e.FileName);
        Assert.Contains(problem, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(ulong.MaxValue / 2)]
    [InlineData(long.MaxValue - 7)]
    [InlineData(3)]
    public void A_header_longer_than_the_file_is_refused_before_memory_is_taken(ulong length)
    {
        using var file = new TempFile();
        byte[] bytes = Container("{}"u8.ToArray(), []);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        File.WriteAllBytes(file.Path, bytes);
        Assert.Throws<ModelFormatException>(() => new SafetensorsReader(file.Path).Dispose());
    }

    [Fact]
    public void Numbers_that_are_not_finite_and_wrong_expectations_are_named()
    {
        using var file = new TempFile();
        SafetensorsWriter.Write(file.Path, new Dictionary<string, string>(), [new Tensor("a", [2, 2], [1, 2, float.NaN, 4])]);
        using var reader = new SafetensorsReader(file.Path);
        Assert.Contains("element 2 is NaN", Message(() => reader.ReadFloat32(new TensorSpec("a", [2, 2]))), StringComparison.Ordinal);
        Assert.Contains("expected shape [4], found [2, 2]", Message(() => reader.ReadFloat32(new TensorSpec("a", [4]))), StringComparison.Ordinal);
        Assert.Contains("expected type I64, found F32", Message(() => reader.Find(new TensorSpec("a", [2, 2]), "I64")), StringComparison.Ordinal);
        Assert.Contains("tensor b is missing", Message(() => reader.ReadFloat32(new TensorSpec("b", [1]))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_an_IOException() =>
        Assert.Throws<FileNotFoundException>(() => new SafetensorsReader(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())).Dispose());

    private static string Message(Action action) => Assert.Throws<ModelFormatException>(action).Message;

    private static byte[] Container(byte[] header, byte[] data)
    {
        byte[] bytes = [.. new byte[8], .. header, .. data];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)header.Length);
        return bytes;
    }
}
