namespace Lepton.Training.Torch.Network;

/// <summary>A network's answers for the rows of a part.</summary>
internal sealed class NetworkScoring(NetworkParts parts, NetworkModule network, NetworkShape shape)
{
    // Numbers or tokens that are in memory at once, and rows.
    private const int MostValues = 1 << 20;
    private const int MostRows = 4096;

    /// <summary>Margins, row-major [rows, outputs].</summary>
    public float[] Margins(PartRows rows, CancellationToken cancellation)
    {
        var margins = new float[rows.Count * shape.Outputs];
        var size = Math.Clamp(MostValues / Math.Max(1, shape.Layout.Image.Count > 0 ? 64 * shape.Layout.Values : Math.Max(shape.Layout.Values, 64 * shape.Layout.Longest)), 16, MostRows);
        TorchSession.WithoutGradients(() =>
        {
            var at = 0;
            foreach (var batch in new BatchReader(rows, _ => { }).Read(BatchPlan.InOrder(rows.Count, size), _ => 0, cancellation))
            {
                using var scope = parts.Torch.Scope();
                network.Forward(Batch.Of(parts.Torch, batch), training: false).Read(margins.AsSpan(at, batch.Count * shape.Outputs));
                at += batch.Count * shape.Outputs;
            }
        });
        return margins;
    }
}
