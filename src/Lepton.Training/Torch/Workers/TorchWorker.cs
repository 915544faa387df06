using System.Diagnostics;
using System.Text.Json;
using Lepton.Training.Torch.Network;

namespace Lepton.Training.Torch.Workers;

/// <summary>The other side of <see cref="ITorchHost"/>: does what one line of JSON asks for, and tells of it in lines of JSON.</summary>
public static class TorchWorker
{
    /// <summary>Whether the work was done; if not, the last line says why.</summary>
    public static bool Serve(TorchLibrary library, string request, Action<string> line, CancellationToken cancellation)
    {
        void Tell(TorchEvent happened) => line(JsonSerializer.Serialize(happened, TorchJson.Default.TorchEvent));

        try
        {
            var asked = JsonSerializer.Deserialize(request, TorchJson.Default.TorchRequest)!;
            Tell(new TorchEvent("done", Round: new NetworkWork(library, asked, Tell).Run(cancellation)));
            return true;
        }
        catch (Exception e) when (e is OutOfMemoryException or TorchException { IsOutOfMemory: true })
        {
            using var own = Process.GetCurrentProcess();
            Tell(new TorchEvent("out-of-memory", e.Message, own.PeakWorkingSet64));
            return false;
        }
        catch (UnfitException e)
        {
            Tell(new TorchEvent(e.Kind, e.Message));
            return false;
        }
        catch (Exception e) when (e is TorchException or JsonException or IOException or InvalidDataException)
        {
            Tell(new TorchEvent("error", e.Message));
            return false;
        }
    }
}
