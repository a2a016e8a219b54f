using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Trainer.Kernels;

namespace EmbeddedSeq.Trainer.Loss;

/// <summary>
/// Connectionist temporal classification: −ln of the probability that a sequence of outputs spells a text, summed over all
/// ways to spread the text over the steps with blanks between (Graves et al. 2006). docs/ctc.md derives what the code does.
/// </summary>
/// <remarks>
/// T steps, V tokens, L letters; the S = 2L + 1 states are blank, letter, blank, letter, ..., blank. All in log space.
/// Every step's row of α (and β) is kept relative to its largest element, so float32 keeps its precision over any T.
/// One instance serves one thread.
/// </remarks>
internal sealed unsafe class CtcLoss
{
    /// <summary>Stands for ln 0: far below any real score, yet sums of a few stay finite.</summary>
    private const float LogZero = -1e30f;

    // Two states before the first and one vector behind the last: neighbours can be read without asking for bounds.
    private const int Margin = 16;

    private AlignedBuffer? _memory;
    private float[] _scale = [];
    private int[] _labels = [];

    /// <summary>Whether a text can be spelled at all in <paramref name="steps"/> steps: one per letter and one per blank between equal letters.</summary>
    public static bool Fits(int steps, ReadOnlySpan<int> text)
    {
        int needed = text.Length;
        for (int i = 1; i < text.Length; i++)
        {
            if (text[i] == text[i - 1]) needed++;
        }
        return needed <= steps;
    }

    /// <summary>The loss and its gradient with respect to the log-probabilities.</summary>
    /// <param name="logProbabilities">Row of step t at <c>logProbabilities + rows[t]·tokens</c>.</param>
    /// <param name="tokens">V.</param>
    /// <param name="rows">Row of each of the T steps.</param>
    /// <param name="text">L token numbers, none of them <paramref name="blank"/>.</param>
    /// <param name="blank">The blank's token number.</param>
    /// <param name="gradient">As <paramref name="logProbabilities"/>; the rows of the steps are overwritten with −(probability that step t emits token v, given the text)·<paramref name="weight"/>.</param>
    /// <param name="weight">Factor on the gradient.</param>
    /// <returns>The loss in nats.</returns>
    /// <exception cref="ArgumentException">The text does not fit into the steps (see <see cref="Fits"/>).</exception>
    public double Run(float* logProbabilities, int tokens, ReadOnlySpan<int> rows, ReadOnlySpan<int> text, int blank, float* gradient, float weight)
    {
        int steps = rows.Length, states = 2 * text.Length + 1;
        if (!Fits(steps, text)) throw new ArgumentException($"A text of {text.Length} letters does not fit into {steps} steps.", nameof(text));
        int stride = Margin + (states + 15) / 16 * 16 + Margin;
        if (_memory is null || _memory.Length < (long)stride * (steps + 4)) _memory = new AlignedBuffer((long)stride * (steps + 4) * 5 / 4);
        if (_scale.Length < steps) _scale = new float[steps * 2];
        if (_labels.Length < states) _labels = new int[states * 2];
        for (int s = 0; s < states; s++) _labels[s] = (s & 1) == 0 ? blank : text[s >> 1];

        float* skip = _memory.Pointer + Margin, emit = skip + stride, betaNow = emit + stride, betaNext = betaNow + stride, alpha = betaNext + stride;
        new Span<float>(_memory.Pointer, checked(stride * (steps + 4))).Fill(LogZero);
        for (int s = 3; s < states; s += 2) skip[s] = text[s >> 1] == text[(s >> 1) - 1] ? LogZero : 0;

        double logLikelihood = Forward(logProbabilities, tokens, rows, states, stride, emit, skip, alpha);
        Backward(logProbabilities, tokens, rows, states, stride, emit, skip, alpha, betaNow, betaNext, gradient, weight);
        return -logLikelihood;
    }

    /// <summary>α_t(s): log-probability of all paths that are in state s after step t, relative to _scale[t] summed up to t.</summary>
    private double Forward(float* logProbabilities, int tokens, ReadOnlySpan<int> rows, int states, int stride, float* emit, float* skip, float* alpha)
    {
        double total = 0;
        for (int t = 0; t < rows.Length; t++)
        {
            float* row = alpha + (long)t * stride;
            Gather(logProbabilities + (long)rows[t] * tokens, states, emit);
            if (t == 0)
            {
                row[0] = emit[0];
                if (states > 1) row[1] = emit[1];
            }
            else
            {
                LogSum.StepForward(row - stride, skip, emit, row, states);
            }
            _scale[t] = LogSum.Normalize(row, states);
            total += _scale[t];
        }
        float* last = alpha + (long)(rows.Length - 1) * stride;
        float end = states > 1 ? LogSum.Of(last[states - 1], last[states - 2]) : last[0];
        return total + end;
    }

    /// <summary>β_t(s): log-probability of all ways to finish from state s after step t. Occupancy = α·β, normalised over the states of a step.</summary>
    private void Backward(float* logProbabilities, int tokens, ReadOnlySpan<int> rows, int states, int stride, float* emit, float* skip, float* alpha, float* betaNow, float* betaNext, float* gradient, float weight)
    {
        for (int t = rows.Length - 1; t >= 0; t--)
        {
            if (t == rows.Length - 1)
            {
                betaNow[states - 1] = 0;
                if (states > 1) betaNow[states - 2] = 0;
            }
            else
            {
                Gather(logProbabilities + (long)rows[t + 1] * tokens, states, emit);
                LogSum.StepBackward(betaNext, skip, emit, betaNow, states);
                LogSum.Normalize(betaNow, states);
            }
            float* occupancy = emit; // The emissions of this step are used up.
            LogSum.Softmax(alpha + (long)t * stride, betaNow, occupancy, states);
            float* row = gradient + (long)rows[t] * tokens;
            new Span<float>(row, tokens).Clear();
            for (int s = 0; s < states; s++) row[_labels[s]] -= weight * occupancy[s];
            float* swap = betaNow;
            betaNow = betaNext;
            betaNext = swap;
        }
    }

    private void Gather(float* row, int states, float* emit)
    {
        for (int s = 0; s < states; s++) emit[s] = row[_labels[s]];
    }
}
