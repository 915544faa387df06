namespace Lepton.Training.Torch.Optimizers;

/// <summary>The learning rate of each step: it rises in a line while warming up, then follows a shape.</summary>
/// <param name="peak">The rate after warming up.</param>
/// <param name="shape">What becomes of it then.</param>
/// <param name="warmUp">Steps of warming up.</param>
/// <param name="steps">All steps.</param>
internal sealed record LearningRateSchedule(double peak, ScheduleShape shape, int warmUp, int steps)
{
    // Of the shape step: the rate is a tenth after each third of what follows the warm-up.
    private const double Decay = 0.1;

    /// <param name="step">From 0.</param>
    public double At(int step)
    {
        if (step < warmUp)
        {
            return peak * (step + 1) / warmUp;
        }

        var progress = Math.Min(1, (step - warmUp) / (double)Math.Max(1, steps - warmUp));
        return shape switch
        {
            ScheduleShape.Cosine => peak * 0.5 * (1 + Math.Cos(Math.PI * progress)),
            ScheduleShape.Step => peak * Math.Pow(Decay, Math.Min(2, Math.Floor(3 * progress))),
            _ => peak,
        };
    }
}
