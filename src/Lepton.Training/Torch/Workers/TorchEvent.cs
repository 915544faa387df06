namespace Lepton.Training.Torch.Workers;

/// <summary>A line of a process with libtorch.</summary>
/// <param name="Kind">progress, metric, done, error, out-of-memory, or what <see cref="Network.UnfitException"/> names.</param>
/// <param name="Text">What is shown, a metric's name, or the reason of an error.</param>
/// <param name="Value">Share that is done, a metric's value, or the most bytes that were in use.</param>
/// <param name="Round">A metric's epoch, or the epoch whose network was kept, from 1.</param>
internal sealed record TorchEvent(string Kind, string? Text = null, double? Value = null, int? Round = null);
