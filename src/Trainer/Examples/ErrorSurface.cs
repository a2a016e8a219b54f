using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Trainer.Optimisation;

namespace EmbeddedSeq.Trainer.Examples;

/// <summary>
/// The loss of a tiny recurrent network over two of its weights: one tanh unit hears an impulse and is to answer 0.5 many steps
/// later. Around the trained weights the surface has plains and steep walls, because the recurrent weight acts at every step.
/// </summary>
/// <remarks>After Pascanu, Mikolov and Bengio 2013, figure 6.</remarks>
public sealed class ErrorSurface
{
    private const string Recurrent = "layers.0.weight_hh", Bias = "layers.0.bias";
    private const float Target = 0.5f;
    private const int Updates = 400;

    private ErrorSurface(float weight, float bias, float trainedLoss, float[] weights, float[] biases, float[,] losses) =>
        (TrainedWeight, TrainedBias, TrainedLoss, Weights, Biases, Losses) = (weight, bias, trainedLoss, weights, biases, losses);

    /// <summary>The recurrent weight after training.</summary>
    public float TrainedWeight { get; }

    /// <summary>The bias after training.</summary>
    public float TrainedBias { get; }

    /// <summary>Squared error after training.</summary>
    public float TrainedLoss { get; }

    /// <summary>The recurrent weights of the grid, ascending.</summary>
    public IReadOnlyList<float> Weights { get; }

    /// <summary>The biases of the grid, ascending.</summary>
    public IReadOnlyList<float> Biases { get; }

    /// <summary>Squared error by [bias, weight].</summary>
    public float[,] Losses { get; }

    /// <summary>The largest difference of two neighbours of the grid: how steep the steepest wall is.</summary>
    public float SteepestWall
    {
        get
        {
            float steepest = 0;
            for (int row = 0; row < Biases.Count; row++)
            {
                for (int column = 0; column < Weights.Count; column++)
                {
                    if (row > 0) steepest = Math.Max(steepest, Math.Abs(Losses[row, column] - Losses[row - 1, column]));
                    if (column > 0) steepest = Math.Max(steepest, Math.Abs(Losses[row, column] - Losses[row, column - 1]));
                }
            }
            return steepest;
        }
    }

    /// <summary>Trains the network and measures the surface around its recurrent weight and bias.</summary>
    /// <param name="size">Points of the grid along each weight, at least 2.</param>
    /// <param name="steps">Steps from the impulse to the answer, at least 1.</param>
    public static ErrorSurface Compute(int size = 60, int steps = 30)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        float[] inputs = new float[steps];
        inputs[0] = 1;
        var network = new TinyNetwork(inputs, RecurrentCells.Create("elman", 1, 1));
        float loss = Train(network);
        (float weight, float bias) = (network.Weights(Recurrent)[0], network.Weights(Bias)[0]);
        float[] weights = Around(weight, 2.5f, size), biases = Around(bias, 1f, size);
        float[,] losses = new float[size, size];
        for (int row = 0; row < size; row++)
        {
            network.Weights(Bias)[0] = biases[row];
            for (int column = 0; column < size; column++)
            {
                network.Weights(Recurrent)[0] = weights[column];
                losses[row, column] = Loss(network.Forward()[0]);
            }
        }
        return new ErrorSurface(weight, bias, loss, weights, biases, losses);
    }

    private static float Train(TinyNetwork network)
    {
        network.Initialize(seed: 1);
        Optimizer optimizer = network.CreateOptimizer(new OptimizerSpec { WeightDecay = 0, AverageDecay = 0 });
        for (int i = 0; i < Updates; i++)
        {
            float error = network.Forward()[0] - Target;
            network.Backward([2 * error]);
            network.Step(optimizer, rate: 0.01f);
        }
        return Loss(network.Forward()[0]);
    }

    private static float Loss(float y) => (y - Target) * (y - Target);

    private static float[] Around(float center, float distance, int count) => [.. Enumerable.Range(0, count).Select(i => center - distance + 2 * distance * i / (count - 1))];
}
