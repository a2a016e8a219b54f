using EmbeddedSeq.Trainer.Examples;

namespace EmbeddedSeq.Cli.Explanations;

/// <summary>What eseq explain error-surface prints.</summary>
internal static class ErrorSurfaceText
{
    public static string Render(ErrorSurface surface)
    {
        float lowest = surface.Losses.Cast<float>().Min(), highest = surface.Losses.Cast<float>().Max();
        return FormattableString.Invariant($"""
            trained: recurrent weight {surface.TrainedWeight:0.000}, bias {surface.TrainedBias:0.000}, squared error {surface.TrainedLoss:0.0e+0}
            grid: {surface.Weights.Count} recurrent weights from {surface.Weights[0]:0.00} to {surface.Weights[^1]:0.00}, {surface.Biases.Count} biases from {surface.Biases[0]:0.00} to {surface.Biases[^1]:0.00}; squared error {lowest:0.0e+0} to {highest:0.000}
            steepest wall: {surface.SteepestWall:0.000} between neighbours of the grid, {100 * surface.SteepestWall / (highest - lowest):0} % of the whole range

            """);
    }
}
