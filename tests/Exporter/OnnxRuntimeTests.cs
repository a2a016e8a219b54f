using EmbeddedSeq.Exporter.OnnxRuntime;

namespace EmbeddedSeq.Exporter.Tests;

/// <summary>The binding of ONNX Runtime's C API.</summary>
public class OnnxRuntimeTests
{
    [Fact]
    public void Loads_and_says_its_version() => Assert.StartsWith("1.", OnnxSession.RuntimeVersion);

    [Fact]
    public void A_session_names_its_inputs_and_outputs()
    {
        using var session = new OnnxSession(OnnxExporter.ToBytes(RandomModel.Small()));
        Assert.Equal(["features", "h0", "c0"], session.Inputs);
        Assert.Equal(["log_probs", "next_h0", "next_c0"], session.Outputs);
    }

    [Fact]
    public void Settings_do_not_change_the_result()
    {
        byte[] model = OnnxExporter.ToBytes(RandomModel.Small(), new OnnxExportOptions { Form = OnnxForm.Whole, Steps = 3, Batch = 1 });
        float[] expected = Run(model, new OnnxSessionOptions());
        Assert.Equal(1, expected.Take(4).Sum(x => MathF.Exp(x)), 1e-5f);
        float[] actual = Run(model, new OnnxSessionOptions { IntraOpThreads = 2, Optimization = GraphOptimization.None, AllowSpinning = false });
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-6f);
    }

    [Fact]
    public void A_binding_runs_again_without_allocating()
    {
        using var session = new OnnxSession(OnnxExporter.ToBytes(RandomModel.Small()));
        using OnnxTensor<float> x = new(1, 1, 6), y = new(1, 1, 4), h = new(1, 1, 5), c = new(1, 1, 5), nextH = new(1, 1, 5), nextC = new(1, 1, 5);
        using OnnxBinding binding = session.CreateBinding();
        binding.Input("features", x).Input("h0", h).Input("c0", c).Output("log_probs", y).Output("next_h0", nextH).Output("next_c0", nextC);
        binding.Run();
        float first = nextH.Data[0];
        x.Data.Fill(1);
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            for (int i = 0; i < 10; i++) binding.Run();
        }));
        Assert.NotEqual(first, nextH.Data[0]);
    }

    [Fact]
    public void Errors_are_one_line()
    {
        OnnxRuntimeException notAGraph = Assert.Throws<OnnxRuntimeException>(() => new OnnxSession("not a graph"u8));
        Assert.DoesNotContain('\n', notAGraph.Message);
        using var session = new OnnxSession(OnnxExporter.ToBytes(RandomModel.Small()));
        using OnnxBinding binding = session.CreateBinding();
        using var wrong = new OnnxTensor<float>(1, 1, 7);
        Assert.Contains("features, h0, c0, not x", Assert.Throws<ArgumentException>(() => binding.Input("x", wrong)).Message);
        binding.Input("features", wrong);
        Assert.DoesNotContain('\n', Assert.Throws<OnnxRuntimeException>(binding.Run).Message);
    }

    [Fact]
    public void A_disposed_session_lives_on_while_a_binding_uses_it()
    {
        var session = new OnnxSession(OnnxExporter.ToBytes(RandomModel.Small(), new OnnxExportOptions { Form = OnnxForm.Whole }));
        using OnnxTensor<float> x = new(1, 1, 6), y = new(1, 1, 4);
        using var lengths = new OnnxTensor<int>(1);
        lengths.Data[0] = 1;
        using (OnnxBinding binding = session.CreateBinding())
        {
            session.Dispose();
            binding.Input("features", x).Input("lengths", lengths).Output("log_probs", y).Run();
            Assert.Equal(1, y.Data.ToArray().Sum(v => MathF.Exp(v)), 1e-5f);
        }
        Assert.Throws<ObjectDisposedException>(session.CreateBinding);
    }

    [Fact]
    public void A_missing_library_says_how_to_get_it()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("eseq-none-");
        try
        {
            OnnxRuntimeException e = Assert.Throws<OnnxRuntimeException>(() => NativeLibraryLocator.FindInNodeModules(folder.FullName));
            Assert.Contains("`npm ci --ignore-scripts`", e.Message);
            Assert.Contains(NativeLibraryLocator.PathVariable, e.Message);
        }
        finally
        {
            folder.Delete();
        }
    }

    private static float[] Run(byte[] model, OnnxSessionOptions options)
    {
        using var session = new OnnxSession(model, options);
        using OnnxTensor<float> x = new(3, 1, 6), y = new(3, 1, 4);
        using var lengths = new OnnxTensor<int>(1);
        for (int i = 0; i < x.Length; i++) x.Data[i] = i % 5 - 2;
        lengths.Data[0] = 3;
        using OnnxBinding binding = session.CreateBinding();
        binding.Input("features", x).Input("lengths", lengths).Output("log_probs", y).Run();
        return y.Data.ToArray();
    }
}
