using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Tests.Model;

/// <summary>A compiled file is used where it lies, so nothing in it may be believed: whatever its bytes, opening gives a model that runs or a ModelFormatException.</summary>
public sealed class HostileCompiledModelTests
{
    private const string Weight = "layers.0.weight_ih";

    [Theory]
    [InlineData(WeightPrecision.Float32)]
    [InlineData(WeightPrecision.Int8)]
    public void Every_truncation_is_reported(WeightPrecision precision)
    {
        var file = new CompiledFile(precision);
        byte[] whole = file.ToBytes();
        using var temp = new TempFile();
        for (int length = 0; length < whole.Length; length += length < 2048 ? 1 : 61) Assert.False(Opens(temp, whole[..length]), $"{length} of {whole.Length} bytes were taken for a model");
        Assert.True(Opens(temp, whole));
    }

    [Theory]
    [InlineData(WeightPrecision.Float32)]
    [InlineData(WeightPrecision.Bfloat16)]
    [InlineData(WeightPrecision.Int8)]
    public void Random_damage_never_crashes(WeightPrecision precision)
    {
        byte[] whole = new CompiledFile(precision).ToBytes();
        using var temp = new TempFile();
        var random = new Random(1);
        int header = 8 + BitConverter.ToInt32(whole), refused = 0;
        for (int round = 0; round < 600; round++)
        {
            byte[] damaged = [.. whole];
            for (int flips = random.Next(1, 4); flips > 0; flips--) damaged[random.Next(round % 3 == 0 ? damaged.Length : header)] ^= (byte)(1 << random.Next(8));
            if (!Opens(temp, damaged)) refused++;
        }
        Assert.InRange(refused, 200, 599);
    }

    [Fact]
    public void Another_version_is_refused_with_both_named()
    {
        var file = new CompiledFile(WeightPrecision.Float32);
        file.Metadata[CompiledModel.VersionKey] = "2";
        Assert.Contains("compiled format 2; this version of the runtime reads format 1", file.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_off_its_alignment_is_refused()
    {
        var file = new CompiledFile(WeightPrecision.Float32);
        file.Items.Insert(0, new SafetensorsItem("padding", "U8", [4], new byte[4]));
        Assert.Matches(@"tensor layers\.0\.\w+: must start on a multiple of 64 bytes, found byte \d+$", file.Refusal());
    }

    [Theory]
    [InlineData(WeightPrecision.Float32, Weight, "I32", "expected type F32, BF16 or I8, found I32")]
    [InlineData(WeightPrecision.Float32, "layers.0.bias", "I32", "expected type F32, found I32")]
    [InlineData(WeightPrecision.Int8, Weight, "U8", "expected type F32, BF16 or I8, found U8")]
    [InlineData(WeightPrecision.Int8, Weight + ".scales", "I32", "expected type F32, found I32")]
    [InlineData(WeightPrecision.Int8, Weight + ".corrections", "F32", "expected type I32, found F32")]
    public void A_wrong_type_is_refused(WeightPrecision precision, string tensor, string type, string message)
    {
        var file = new CompiledFile(precision);
        file.Change(tensor, item => item with { Type = type });
        Assert.Contains($"tensor {tensor}: {message}", file.Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WeightPrecision.Float32, Weight)]
    [InlineData(WeightPrecision.Bfloat16, Weight)]
    [InlineData(WeightPrecision.Int8, Weight)]
    [InlineData(WeightPrecision.Int8, Weight + ".scales")]
    [InlineData(WeightPrecision.Int8, Weight + ".corrections")]
    [InlineData(WeightPrecision.Float32, "layers.0.bias")]
    [InlineData(WeightPrecision.Float32, "features.mean")]
    public void A_wrong_shape_or_none_is_refused(WeightPrecision precision, string tensor)
    {
        var file = new CompiledFile(precision);
        file.Change(tensor, item => item with { Shape = [.. item.Shape, 1] });
        Assert.Contains($"tensor {tensor}: expected shape [", file.Refusal(), StringComparison.Ordinal);
        file.Items.RemoveAll(i => i.Name == tensor);
        Assert.Contains($"tensor {tensor} is missing", file.Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WeightPrecision.Float32, 0x7F800000u)]
    [InlineData(WeightPrecision.Float32, 0xFF800000u)]
    [InlineData(WeightPrecision.Float32, 0x7FC00001u)]
    [InlineData(WeightPrecision.Bfloat16, 0x00007F80u)]
    [InlineData(WeightPrecision.Bfloat16, 0x7F800000u)]
    [InlineData(WeightPrecision.Bfloat16, 0x0000FFC1u)]
    [InlineData(WeightPrecision.Bfloat16, 0xFFC10000u)]
    public void Numbers_that_are_not_finite_are_refused_wherever_they_are(WeightPrecision precision, uint bits)
    {
        int words = new CompiledFile(precision)[Weight].Data.Length / 4;
        foreach (int at in new[] { 0, 1, 7, 17, words / 2, words - 2, words - 1 })
        {
            var file = new CompiledFile(precision);
            file.Write(Weight, at, bits);
            Assert.Contains($"tensor {Weight}: holds numbers that are not finite", file.Refusal(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("layers.0.bias", float.NaN, "not finite")]
    [InlineData("features.mean", float.PositiveInfinity, "not finite")]
    [InlineData(Weight + ".scales", float.NaN, "not finite")]
    [InlineData(Weight + ".scales", 0f, "element 1 must be above 0, found 0")]
    [InlineData(Weight + ".scales", -1f, "element 1 must be above 0, found -1")]
    [InlineData("features.std", 0f, "element 1 must be above 0, found 0")]
    [InlineData("features.std", -2f, "element 1 must be above 0, found -2")]
    public void A_number_outside_its_range_is_refused(string tensor, float value, string message)
    {
        var file = new CompiledFile(WeightPrecision.Int8);
        file.Write(tensor, 1, BitConverter.SingleToUInt32Bits(value));
        string refusal = file.Refusal();
        Assert.Contains($"tensor {tensor}: ", refusal, StringComparison.Ordinal);
        Assert.Contains(message, refusal, StringComparison.Ordinal);
    }

    private static bool Opens(TempFile temp, byte[] bytes)
    {
        File.WriteAllBytes(temp.Path, bytes);
        try
        {
            CompiledModelTests.Outputs(CompiledModel.Open(temp.Path));
            return true;
        }
        catch (ModelFormatException e)
        {
            Assert.Equal(temp.Path, e.FileName);
            return false;
        }
    }

    /// <summary>A compiled model in pieces that a test can spoil.</summary>
    private sealed class CompiledFile
    {
        public CompiledFile(WeightPrecision precision)
        {
            ModelWeights model = RandomModel.Create(1, [3], features: new FeatureSpec { Bands = 2, Stack = 3, Skip = 3 });
            Metadata = new() { [ModelWeights.SpecKey] = model.Spec.ToJson(), [CompiledModel.VersionKey] = CompiledModel.Version };
            Items = [.. ModelCompiler.Compile(model, precision)];
        }

        public Dictionary<string, string> Metadata { get; }

        public List<SafetensorsItem> Items { get; }

        public SafetensorsItem this[string name] => Items.Single(i => i.Name == name);

        public void Change(string name, Func<SafetensorsItem, SafetensorsItem> change) => Items[Items.IndexOf(this[name])] = change(this[name]);

        public void Write(string name, int word, uint bits) => Change(name, item =>
        {
            byte[] data = item.Data.ToArray();
            BitConverter.TryWriteBytes(data.AsSpan(4 * word), bits);
            return item with { Data = data };
        });

        public byte[] ToBytes()
        {
            using var temp = new TempFile();
            SafetensorsWriter.Write(temp.Path, Metadata, Items);
            return File.ReadAllBytes(temp.Path);
        }

        /// <summary>Why the file is refused.</summary>
        public string Refusal()
        {
            using var temp = new TempFile();
            SafetensorsWriter.Write(temp.Path, Metadata, Items);
            var e = Assert.Throws<ModelFormatException>(() => CompiledModel.Open(temp.Path));
            Assert.StartsWith(temp.Path, e.Message, StringComparison.Ordinal);
            return e.Message;
        }
    }
}
