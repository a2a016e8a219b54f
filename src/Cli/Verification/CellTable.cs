using System.Globalization;
using EmbeddedSeq.Exporter;
using EmbeddedSeq.Exporter.Verification;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Trainer.Network;

namespace EmbeddedSeq.Cli.Verification;

/// <summary>The table of `verify --all-cells`: every recurrent cell, held to its equations, to its gradients, to its own stream and to ONNX Runtime.</summary>
internal static class CellTable
{
    /// <summary>Writes a row for each cell as soon as it is known.</summary>
    /// <returns>The names of the cells that failed.</returns>
    /// <exception cref="OperationCanceledException">Somebody does not want to wait.</exception>
    public static IReadOnlyList<string> Write(TextWriter output, CancellationToken cancellation)
    {
        int width = RecurrentCells.Names.Max(n => n.Length);
        output.WriteLine(Row(width, "cell", "equations", "gradients", "stream", "onnx", ""));
        output.WriteLine(Row(width, "allowed", Number(CellReport.ReferenceTolerance), Number(GradientCheck.Tolerance), "equal", Number(VerificationReport.DefaultTolerance), ""));
        var failed = new List<string>();
        foreach (string cell in RecurrentCells.Names)
        {
            cancellation.ThrowIfCancellationRequested();
            CellReport report = CellVerifier.Verify(cell);
            double gradient = GradientCheck.OfCell(cell);
            bool passed = report.Passed && gradient <= GradientCheck.Tolerance;
            if (!passed) failed.Add(cell);
            output.WriteLine(Row(width, cell, Number(report.Reference), Number(gradient), report.Streaming == 0 ? "equal" : Number(report.Streaming), Number(report.Onnx), passed ? "ok" : "FAILED"));
        }
        return failed;
    }

    private static string Row(int width, string cell, string equations, string gradients, string stream, string onnx, string verdict) =>
        $"{cell.PadRight(width)}  {equations,9}  {gradients,9}  {stream,8}  {onnx,8}  {verdict}".TrimEnd();

    private static string Number(double value) => value.ToString("0.0e+00", CultureInfo.InvariantCulture);
}
