using System.Collections.Concurrent;
using System.Security.Cryptography;
using Lepton.Runtime.Native;

namespace Lepton.Runtime.Prediction;

/// <summary>
/// A loaded model of named columns, for generated predictors. Safe for many threads: each call takes rows of its own, and rows
/// are kept for the next call.
/// </summary>
public sealed class ModelRunner : IDisposable
{
    // Rows of larger batches are not kept: their memory is worth more than the time to make them.
    private const long KeptBytes = 16 << 20;

    private readonly OnnxRuntime runtime;
    private readonly OnnxSession session;
    private readonly ModelCall call;
    private readonly InputColumn[] columns;
    private readonly ConcurrentBag<Rows> others = [];
    private Rows? next;
    private volatile bool isDisposed;

    private ModelRunner(OnnxRuntime runtime, byte[] model, InputColumn[] columns, string[] outputs)
    {
        (this.runtime, this.columns) = (runtime, columns);
        session = new OnnxSession(runtime, model, new SessionOptions());
        call = new ModelCall(runtime, session, columns, outputs);
    }

    /// <summary>The model's own key and value pairs.</summary>
    public IReadOnlyDictionary<string, string> Metadata => session.Metadata;

    /// <summary>Loads a model.</summary>
    /// <param name="path">The file; relative to the folder of the app.</param>
    /// <param name="sha256">64 hexadecimal digits that the file must have, or null.</param>
    /// <param name="columns">The columns that it reads.</param>
    /// <param name="outputs">Names of the outputs that are wanted.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is another model than <paramref name="sha256"/> says.</exception>
    /// <exception cref="OnnxRuntimeException">It cannot be run, or ONNX Runtime is not there.</exception>
    public static ModelRunner Load(string path, string? sha256, InputColumn[] columns, string[] outputs)
    {
        var full = Path.Combine(AppContext.BaseDirectory, path);
        var bytes = File.ReadAllBytes(full);
        if (sha256 is not null && !Convert.ToHexStringLower(SHA256.HashData(bytes)).Equals(sha256, StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidDataException($"'{full}' is another model than the one that this code was made for: build again");
        }

        var runtime = OnnxRuntime.TryLoad(NativeLibraryFolders.Default)
            ?? throw new OnnxRuntimeException(0, "ONNX Runtime was not found: the package Lepton.Runtime brings it for linux-x64; on other systems put libonnxruntime beside the app");
        try
        {
            return new ModelRunner(runtime, bytes, columns, outputs);
        }
        catch
        {
            runtime.Dispose();
            throw;
        }
    }

    /// <summary>Rows to fill, for one thread, until they are given back.</summary>
    /// <param name="capacity">At least so many.</param>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public Rows Rent(int capacity)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        var rows = Interlocked.Exchange(ref next, null);
        if (rows is not null || others.TryTake(out rows))
        {
            rows.Reserve(capacity);
            return rows;
        }

        return new Rows(runtime, call, columns, capacity);
    }

    /// <summary>Gives rows back.</summary>
    public void Return(Rows rows)
    {
        rows.Forget();
        if (isDisposed || rows.Bytes > KeptBytes)
        {
            rows.Dispose();
        }
        else if (Interlocked.CompareExchange(ref next, rows, null) is not null)
        {
            others.Add(rows);
        }
    }

    /// <summary>Frees the model. No call may be under way.</summary>
    public void Dispose()
    {
        if (isDisposed)
        {
            return;
        }

        isDisposed = true;
        Interlocked.Exchange(ref next, null)?.Dispose();
        while (others.TryTake(out var rows))
        {
            rows.Dispose();
        }

        call.Dispose();
        session.Dispose();
        runtime.Dispose();
    }
}
