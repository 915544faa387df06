namespace Lepton.Training.Torch.Optimizers;

/// <summary>What becomes of the learning rate after warming up.</summary>
internal enum ScheduleShape
{
    /// <summary>It stays.</summary>
    Constant,

    /// <summary>It falls along half a cosine to zero (Loshchilov and Hutter 2017).</summary>
    Cosine,

    /// <summary>It falls to a tenth after each third.</summary>
    Step,
}
