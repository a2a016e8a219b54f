using System.Text;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Tests.Model;

/// <summary>A compiled model is the same from its file as in memory, and stands for the weights that it was made from.</summary>
public sealed class CompiledModelTests
{
    public static TheoryData<WeightPrecision, bool> Cases
    {
        get
        {
            var cases = new TheoryData<WeightPrecision, bool>();
            foreach (WeightPrecision precision in Enum.GetValues<WeightPrecision>())
            {
                cases.Add(precision, false);
                cases.Add(precision, true);
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void From_a_file_and_in_memory_give_the_same_bits(WeightPrecision precision, bool bidirectional)
    {
        ModelWeights trained = RandomModel.Create(3, [33, 70], bidirectional);
        using var file = new TempFile();
        ModelCompiler.Save(trained, precision, file.Path);
        CompiledModel opened = CompiledModel.Open(file.Path), compiled = CompiledModel.Compile(trained, precision);
        Assert.Equal((precision, precision), (opened.Precision, compiled.Precision));
        Assert.Equal(trained.Spec.ToJson(), opened.Spec.ToJson());
        Assert.Equal(Outputs(compiled), Outputs(opened));
        Assert.Equal(compiled.Mean, opened.Mean);
        Assert.Equal(compiled.Std, opened.Std);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Its_weights_compiled_again_give_the_same_file(WeightPrecision precision, bool bidirectional)
    {
        using var first = new TempFile();
        using var second = new TempFile();
        ModelCompiler.Save(RandomModel.Create(3, [33, 7], bidirectional), precision, first.Path);
        ModelWeights weights = ModelWeights.Load(first.Path);
        // Of 8 bits the scale is found again to the last bit or one beside it.
        if (precision == WeightPrecision.Int8) Assert.Equal(weights["layers.0.weight_ih"].Data, CompiledModel.Compile(weights, precision).ToWeights()["layers.0.weight_ih"].Data, (a, b) => MathF.Abs(a - b) <= 1e-6f * MathF.Abs(a));
        else
        {
            ModelCompiler.Save(weights, precision, second.Path);
            Assert.Equal(File.ReadAllBytes(first.Path), File.ReadAllBytes(second.Path));
        }
    }

    [Fact]
    public void Float32_stands_for_the_trained_numbers_themselves()
    {
        ModelWeights trained = RandomModel.Create(3, [33], bidirectional: true);
        using var file = new TempFile();
        ModelCompiler.Save(trained, WeightPrecision.Float32, file.Path);
        ModelWeights loaded = ModelWeights.Load(file.Path);
        Assert.All(trained.Tensors, t => Assert.Equal(t.Data, loaded[t.Name].Data));
    }

    [Fact]
    public void Only_compiled_files_are_called_so()
    {
        using var trained = new TempFile();
        using var compiled = new TempFile();
        RandomModel.Create(1, [2]).Save(trained.Path);
        ModelCompiler.Save(RandomModel.Create(1, [2]), WeightPrecision.Float32, compiled.Path);
        Assert.Equal((false, true), (CompiledModel.IsCompiled(trained.Path), CompiledModel.IsCompiled(compiled.Path)));
        Assert.Equal(Outputs(CompiledModel.Open(trained.Path)), Outputs(CompiledModel.Open(compiled.Path)));
    }

    [Fact]
    public void A_model_in_use_may_be_replaced()
    {
        using var file = new TempFile();
        ModelCompiler.Save(RandomModel.Create(1, [20]), WeightPrecision.Float32, file.Path);
        CompiledModel old = CompiledModel.Open(file.Path);
        float[] before = Outputs(old);
        ModelCompiler.Save(RandomModel.Create(2, [20]), WeightPrecision.Float32, file.Path);
        Assert.Equal(before, Outputs(old));
        Assert.NotEqual(before, Outputs(CompiledModel.Open(file.Path)));
    }

    [Theory]
    [InlineData(WeightPrecision.Float32)]
    [InlineData(WeightPrecision.Bfloat16)]
    [InlineData(WeightPrecision.Int8)]
    public void The_checksum_finds_a_bit_that_has_changed_anywhere_in_the_weights(WeightPrecision precision)
    {
        using var file = new TempFile();
        ModelCompiler.Save(RandomModel.Create(1, [20]), precision, file.Path);
        Assert.True(CompiledModel.VerifyChecksum(file.Path));
        byte[] whole = File.ReadAllBytes(file.Path);
        var random = new Random(1);
        int data = 8 + BitConverter.ToInt32(whole);
        for (int round = 0; round < 100; round++)
        {
            byte[] damaged = [.. whole];
            damaged[random.Next(data, damaged.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(file.Path, damaged);
            var e = Assert.Throws<ModelFormatException>(() => CompiledModel.VerifyChecksum(file.Path));
            Assert.StartsWith($"{file.Path}: damaged: expected checksum ", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_checksum_finds_a_changed_description()
    {
        using var file = new TempFile();
        ModelCompiler.Save(RandomModel.Create(1, [2]), WeightPrecision.Float32, file.Path);
        string text = Encoding.Latin1.GetString(File.ReadAllBytes(file.Path)), changed = text.Replace("sample_rate\\u0022:16000", "sample_rate\\u0022:16001", StringComparison.Ordinal);
        Assert.NotEqual(text, changed);
        File.WriteAllBytes(file.Path, Encoding.Latin1.GetBytes(changed));
        Assert.Equal(16001, CompiledModel.Open(file.Path).Spec.Features.SampleRate);
        Assert.Throws<ModelFormatException>(() => CompiledModel.VerifyChecksum(file.Path));
    }

    [Fact]
    public void Files_without_a_checksum_are_opened_and_say_so()
    {
        using var trained = new TempFile();
        using var earlier = new TempFile();
        ModelWeights model = RandomModel.Create(1, [2]);
        model.Save(trained.Path);
        var metadata = new Dictionary<string, string> { [ModelWeights.SpecKey] = model.Spec.ToJson(), [CompiledModel.VersionKey] = CompiledModel.Version };
        SafetensorsWriter.Write(earlier.Path, metadata, ModelCompiler.Compile(model, WeightPrecision.Float32));
        Assert.Equal((false, false), (CompiledModel.VerifyChecksum(trained.Path), CompiledModel.VerifyChecksum(earlier.Path)));
        Assert.Equal(Outputs(CompiledModel.Open(trained.Path)), Outputs(CompiledModel.Open(earlier.Path)));
    }

    internal static float[] Outputs(CompiledModel model)
    {
        const int steps = 30;
        var network = model.Network();
        var random = new Random(7);
        float[] x = [.. Enumerable.Range(0, steps * network.InputSize).Select(_ => 4 * random.NextSingle() - 2)], y = new float[steps * network.OutputSize];
        network.Run(network.CreateState(), x, y);
        return y;
    }

    [Theory]
    [InlineData("layers")]
    [InlineData("planner")]
    public void A_network_that_a_model_does_not_have_is_refused(string network)
    {
        ModelWeights weights = RandomModel.Fill(TextModels.Translator(attention: false), seed: 1);
        string expected = $"expected a network named {network}, found ";
        Assert.Contains(expected, Assert.Throws<ModelFormatException>(() => weights.Network(network)).Message, StringComparison.Ordinal);
        Assert.Contains(expected, Assert.Throws<ModelFormatException>(() => CompiledModel.Compile(weights, WeightPrecision.Float32).Network(network)).Message, StringComparison.Ordinal);
    }
}
