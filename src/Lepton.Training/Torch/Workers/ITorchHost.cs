namespace Lepton.Training.Torch.Workers;

/// <summary>Runs what needs libtorch: in a process of its own, whose environment decides on the bytes.</summary>
public interface ITorchHost
{
    /// <summary>Of libtorch.</summary>
    string Version { get; }

    /// <summary>Where it computes: <c>cpu</c>, or <c>cuda:N</c>.</summary>
    string Device { get; }

    /// <summary>Hands a request over and the lines that come back to a listener, until the process has ended.</summary>
    /// <param name="request">One line of JSON.</param>
    /// <exception cref="TorchException">It ended without having done its work.</exception>
    /// <exception cref="OperationCanceledException">The process was ended.</exception>
    void Run(string request, int threads, Action<string> line, CancellationToken cancellation);
}
