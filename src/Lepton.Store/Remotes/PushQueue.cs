using System.Threading.Channels;
using Lepton.Store.Oci;

namespace Lepton.Store.Remotes;

/// <summary>Pushes results while other work goes on: their blobs first, then the manifest that makes them visible.</summary>
public sealed class PushQueue : IAsyncDisposable
{
    private const int Workers = 4;

    private readonly RegistryClient client;
    private readonly OciReference? target;
    private readonly string builder;
    private readonly BlobStore blobs;
    private readonly RemoteVoice voice;
    private readonly Channel<StepResult> waiting = Channel.CreateUnbounded<StepResult>();
    private readonly CancellationTokenSource stop = new();
    private readonly Lazy<Task> work;
    private int added;
    private int done;
    private int pushed;
    private long bytes;
    private volatile bool isOff;

    internal PushQueue(RegistryClient client, OciReference? target, string builder, BlobStore blobs, RemoteVoice voice)
    {
        (this.client, this.target, this.builder, this.blobs, this.voice) = (client, target, builder, blobs, voice);
        work = new Lazy<Task>(() => Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(WorkAsync))));
    }

    /// <summary>Whether this build may write at all.</summary>
    public bool HasTarget => target is not null;

    /// <summary>Results that were new to the remote.</summary>
    public int Pushed => pushed;

    /// <summary>Results that wait or are on their way.</summary>
    public int Open => added - done;

    /// <summary>Bytes that went to the remote.</summary>
    public long Bytes => Interlocked.Read(ref bytes);

    /// <summary>Whether everything could be pushed so far.</summary>
    public bool IsComplete => !isOff;

    internal void Add(StepResult result)
    {
        if (target is not null && !isOff)
        {
            Interlocked.Increment(ref added);
            waiting.Writer.TryWrite(result);
            _ = work.Value;
        }
    }

    /// <summary>Waits until all that was added is pushed or given up.</summary>
    /// <param name="progress">Called now and then.</param>
    public async Task FinishAsync(Action progress, CancellationToken cancellation)
    {
        waiting.Writer.TryComplete();
        if (!work.IsValueCreated)
        {
            return;
        }

        while (!work.Value.IsCompleted)
        {
            progress();
            await Task.WhenAny(work.Value, Task.Delay(TimeSpan.FromMilliseconds(100), cancellation));
            cancellation.ThrowIfCancellationRequested();
        }

        await work.Value;
    }

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await stop.CancelAsync();
        if (work.IsValueCreated)
        {
            await work.Value;
        }

        stop.Dispose();
    }

    private async Task WorkAsync()
    {
        await foreach (var result in waiting.Reader.ReadAllAsync(CancellationToken.None))
        {
            try
            {
                if (!isOff && !stop.IsCancellationRequested && await PushAsync(result))
                {
                    Interlocked.Increment(ref pushed);
                }
            }
            catch (OciException e)
            {
                isOff = true;
                voice.Say(StoreDiagnostics.NotPushed(target!.ToString(), e.Message));
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // The user does not want to wait for it: the next cache push has it.
                isOff = true;
            }

            Interlocked.Increment(ref done);
        }
    }

    private async Task<bool> PushAsync(StepResult result)
    {
        var tag = ResultManifest.Tag(result.Kind, result.Key);
        if (await client.HasManifestAsync(target!, tag, stop.Token))
        {
            return false;
        }

        foreach (var output in result.Outputs.DistinctBy(o => o.Blob))
        {
            await client.UploadAsync(target!, output.Blob, blobs.PathOf(output.Blob), output.Size, n => Interlocked.Add(ref bytes, n), stop.Token);
        }

        var content = ResultManifest.Content(result);
        await client.UploadAsync(target!, content, stop.Token);
        var manifest = ResultManifest.Make(result, content, builder);
        await client.PutManifestAsync(target!, tag, manifest, stop.Token);
        if (JudgedTag.Of(result) is { } judged)
        {
            await client.PutManifestAsync(target!, judged, manifest, stop.Token);
        }

        return true;
    }
}
