using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Tests.Model;

/// <summary>A model file is hostile until checked: whatever its bytes, loading gives a model or a ModelFormatException, and takes no more memory than the file justifies.</summary>
public sealed class HostileModelTests
{
    private const long AllocationLimit = 32 << 20;

    private static readonly byte[] Bytes = SmallModel();

    [Fact]
    public void Every_truncation_is_reported()
    {
        using var file = new TempFile();
        for (int length = 0; length < Bytes.Length; length++) Assert.False(Loads(file, Bytes[..length]), $"{length} of {Bytes.Length} bytes were taken for a model");
        Assert.True(Loads(file, Bytes));
    }

    [Fact]
    public void Random_damage_never_crashes()
    {
        using var file = new TempFile();
        var random = new Random(1);
        int header = 8 + BitConverter.ToInt32(Bytes), refused = 0;
        for (int round = 0; round < 1500; round++)
        {
            byte[] damaged = [.. Bytes];
            for (int flips = random.Next(1, 4); flips > 0; flips--) damaged[random.Next(round % 8 == 0 ? damaged.Length : header)] ^= (byte)(1 << random.Next(8));
            if (!Loads(file, damaged)) refused++;
        }
        Assert.InRange(refused, 500, 1500);
    }

    [Fact]
    public void Digits_of_the_description_turned_into_large_ones_never_crash()
    {
        using var file = new TempFile();
        for (int i = 8; i < Bytes.Length; i++)
        {
            if (!char.IsAsciiDigit((char)Bytes[i])) continue;
            byte[] damaged = [.. Bytes];
            damaged[i] = (byte)'9';
            Loads(file, damaged);
        }
    }

    [Fact]
    public void Weights_that_are_not_finite_are_refused_with_their_name()
    {
        ModelWeights model = RandomModel.Create(1, [2]);
        model["layers.0.weight_hh"].Data[3] = float.NaN;
        Assert.Contains("layers.0.weight_hh: element 3", LoadError(model), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-1f)]
    public void Deviations_that_are_not_positive_are_refused(float std)
    {
        ModelWeights model = RandomModel.Create(1, [2]);
        model["features.std"].Data[1] = std;
        Assert.Contains("features.std: element 1", LoadError(model), StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_so_large_that_the_network_overflows_are_reported_when_it_runs()
    {
        ModelWeights model = RandomModel.Create(1, [2]);
        model["layers.1.weight"].Data.AsSpan().Fill(3e38f);
        model["layers.0.bias"].Data.AsSpan().Fill(20);
        Assert.Throws<ArithmeticException>(() => new SpeechRecognizer(new SpeechModel(model), new SpeechRecognizerOptions { DetectEndpoints = false }).Hear(new float[16000]));
    }

    private static string LoadError(ModelWeights model)
    {
        using var file = new TempFile();
        model.Save(file.Path);
        var e = Assert.Throws<ModelFormatException>(() => SpeechModel.Load(file.Path));
        Assert.StartsWith(file.Path, e.Message, StringComparison.Ordinal);
        return e.Message;
    }

    private static bool Loads(TempFile file, byte[] bytes)
    {
        File.WriteAllBytes(file.Path, bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            _ = SpeechModel.Load(file.Path);
            return true;
        }
        catch (ModelFormatException e)
        {
            Assert.Equal(file.Path, e.FileName);
            return false;
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, AllocationLimit);
        }
    }

    private static byte[] SmallModel()
    {
        using var file = new TempFile();
        RandomModel.Create(1, [2], features: new FeatureSpec { Bands = 2, Stack = 1, Skip = 1 }).Save(file.Path);
        return File.ReadAllBytes(file.Path);
    }
}
