using System.Runtime.InteropServices;
using Lepton.Runtime.Internal;

namespace Lepton.Runtime;

/// <summary>A loaded model. <see cref="Run"/> may be called from several threads at once.</summary>
public sealed unsafe class OnnxSession : IDisposable
{
    private readonly OnnxRuntime runtime;
    private nint handle;

    /// <exception cref="OnnxRuntimeException">The file is missing, or is no model that this runtime can run.</exception>
    public OnnxSession(OnnxRuntime runtime, string path, SessionOptions options)
        : this(runtime, options)
    {
        var nativeOptions = Options(options);
        try
        {
            nint session;
            var text = OperatingSystem.IsWindows() ? MemoryMarshal.AsBytes((path + '\0').AsSpan()).ToArray() : OnnxRuntime.ZeroTerminated(path);
            fixed (byte* name = text)
            {
                runtime.Check(((delegate* unmanaged<nint, byte*, nint, nint*, nint>)runtime[Slots.CreateSession])(runtime.Environment, name, nativeOptions, &session));
            }

            handle = session;
        }
        finally
        {
            runtime.Release(Slots.ReleaseSessionOptions, nativeOptions);
        }

        Describe();
    }

    /// <exception cref="OnnxRuntimeException">The bytes are no model that this runtime can run.</exception>
    public OnnxSession(OnnxRuntime runtime, ReadOnlySpan<byte> model, SessionOptions options)
        : this(runtime, options)
    {
        var nativeOptions = Options(options);
        try
        {
            nint session;
            fixed (byte* bytes = model)
            {
                runtime.Check(((delegate* unmanaged<nint, byte*, nuint, nint, nint*, nint>)runtime[Slots.CreateSessionFromArray])(
                    runtime.Environment, bytes, (nuint)model.Length, nativeOptions, &session));
            }

            handle = session;
        }
        finally
        {
            runtime.Release(Slots.ReleaseSessionOptions, nativeOptions);
        }

        Describe();
    }

    private OnnxSession(OnnxRuntime runtime, SessionOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
        this.runtime = runtime;
    }

    internal nint Handle => handle;

    public IReadOnlyList<TensorInfo> Inputs { get; private set; } = [];

    public IReadOnlyList<TensorInfo> Outputs { get; private set; } = [];

    /// <summary>The model's own key and value pairs.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; private set; } = new Dictionary<string, string>();

    /// <summary>Runs the model. The caller disposes what is returned.</summary>
    /// <param name="inputNames">One name a value, in any order.</param>
    /// <exception cref="OnnxRuntimeException">A name, type or shape does not fit, or an operator failed.</exception>
    public OnnxValue[] Run(IReadOnlyList<string> inputNames, IReadOnlyList<OnnxValue> inputs, IReadOnlyList<string> outputNames)
    {
        var names = inputNames.Concat(outputNames).Select(OnnxRuntime.ZeroTerminated).ToArray();
        var pins = Array.ConvertAll(names, n => GCHandle.Alloc(n, GCHandleType.Pinned));
        try
        {
            var pointers = Array.ConvertAll(pins, p => p.AddrOfPinnedObject());
            var values = inputs.Select(v => v.Handle).ToArray();
            var results = new nint[outputNames.Count];
            fixed (nint* name = pointers)
            fixed (nint* input = values)
            fixed (nint* output = results)
            {
                runtime.Check(((delegate* unmanaged<nint, nint, nint*, nint*, nuint, nint*, nuint, nint*, nint>)runtime[Slots.Run])(
                    handle, 0, name, input, (nuint)values.Length, name + inputNames.Count, (nuint)results.Length, output));
            }

            GC.KeepAlive(inputs);
            return Array.ConvertAll(results, r => new OnnxValue(runtime, r));
        }
        finally
        {
            foreach (var pin in pins)
            {
                pin.Free();
            }
        }
    }

    public void Dispose()
    {
        runtime.Release(Slots.ReleaseSession, handle);
        handle = 0;
    }

    private nint Options(SessionOptions options)
    {
        nint native;
        runtime.Check(((delegate* unmanaged<nint*, nint>)runtime[Slots.CreateSessionOptions])(&native));
        runtime.Check(((delegate* unmanaged<nint, int, nint>)runtime[Slots.SetIntraOpNumThreads])(native, options.Threads));
        runtime.Check(((delegate* unmanaged<nint, int, nint>)runtime[Slots.SetInterOpNumThreads])(native, 1));
        return native;
    }

    private void Describe()
    {
        Inputs = Infos(Slots.SessionGetInputCount, Slots.SessionGetInputName, Slots.SessionGetInputTypeInfo);
        Outputs = Infos(Slots.SessionGetOutputCount, Slots.SessionGetOutputName, Slots.SessionGetOutputTypeInfo);
        Metadata = ReadMetadata();
    }

    private TensorInfo[] Infos(int countSlot, int nameSlot, int typeSlot)
    {
        nuint count;
        runtime.Check(((delegate* unmanaged<nint, nuint*, nint>)runtime[countSlot])(handle, &count));
        var infos = new TensorInfo[count];
        for (nuint i = 0; i < count; i++)
        {
            nint name;
            runtime.Check(((delegate* unmanaged<nint, nuint, nint, nint*, nint>)runtime[nameSlot])(handle, i, runtime.Allocator, &name));
            nint type;
            runtime.Check(((delegate* unmanaged<nint, nuint, nint*, nint>)runtime[typeSlot])(handle, i, &type));
            infos[i] = Info(runtime.Take(name), type);
            runtime.Release(Slots.ReleaseTypeInfo, type);
        }

        return infos;
    }

    private TensorInfo Info(string name, nint type)
    {
        nint tensor;
        runtime.Check(((delegate* unmanaged<nint, nint*, nint>)runtime[Slots.CastTypeInfoToTensorInfo])(type, &tensor));
        if (tensor == 0)
        {
            return new TensorInfo(name, ElementType.Undefined, []);
        }

        int element;
        runtime.Check(((delegate* unmanaged<nint, int*, nint>)runtime[Slots.GetTensorElementType])(tensor, &element));
        nuint rank;
        runtime.Check(((delegate* unmanaged<nint, nuint*, nint>)runtime[Slots.GetDimensionsCount])(tensor, &rank));
        var shape = new long[rank];
        fixed (long* dimensions = shape)
        {
            runtime.Check(((delegate* unmanaged<nint, long*, nuint, nint>)runtime[Slots.GetDimensions])(tensor, dimensions, rank));
        }

        return new TensorInfo(name, (ElementType)element, shape);
    }

    private Dictionary<string, string> ReadMetadata()
    {
        nint metadata;
        runtime.Check(((delegate* unmanaged<nint, nint*, nint>)runtime[Slots.SessionGetModelMetadata])(handle, &metadata));
        try
        {
            nint* keys;
            long count;
            runtime.Check(((delegate* unmanaged<nint, nint, nint**, long*, nint>)runtime[Slots.ModelMetadataGetCustomMetadataMapKeys])(
                metadata, runtime.Allocator, &keys, &count));
            var map = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var i = 0; i < count; i++)
            {
                nint value;
                runtime.Check(((delegate* unmanaged<nint, nint, nint, nint*, nint>)runtime[Slots.ModelMetadataLookupCustomMetadataMap])(
                    metadata, runtime.Allocator, keys[i], &value));
                map[runtime.Take(keys[i])] = runtime.Take(value);
            }

            if (count > 0)
            {
                runtime.Check(((delegate* unmanaged<nint, nint, nint>)runtime[Slots.AllocatorFree])(runtime.Allocator, (nint)keys));
            }

            return map;
        }
        finally
        {
            runtime.Release(Slots.ReleaseModelMetadata, metadata);
        }
    }
}
