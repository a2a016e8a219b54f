namespace EmbeddedSeq.Trainer.Examples;

/// <summary>What <see cref="GradientExample"/> finds for one recurrent weight.</summary>
/// <param name="Weight">w.</param>
/// <param name="Output">y after the last step; infinite if it exceeds what a float can hold.</param>
/// <param name="Gradient">∂y/∂w.</param>
/// <param name="Norm">Norm of the whole gradient: by w, by the input weight and by the bias.</param>
/// <param name="AfterStep">w after a step of gradient descent; unchanged if the gradient is not finite, because the optimiser leaves such an update out.</param>
/// <param name="AfterValueClipping">The same with elements of the gradient limited to ±15.</param>
/// <param name="AfterNormClipping">The same with the norm of the whole gradient limited to 1.</param>
public sealed record GradientPoint(float Weight, float Output, float Gradient, double Norm, float AfterStep, float AfterValueClipping, float AfterNormClipping);
