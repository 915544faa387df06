namespace Lepton.Training.Torch.Modules;

/// <summary>Low-rank adaptation (Hu et al. 2022): a frozen matrix W becomes W + alpha / rank · B·A, and only A and B learn.</summary>
/// <param name="Rank">Rows of A, columns of B.</param>
internal sealed record LoraStyle(int Rank, double Alpha)
{
    public double Scale => Alpha / Rank;
}
