using System.Runtime.InteropServices;
using System.Text;
using Lepton.Runtime.Internal;

namespace Lepton.Runtime.Prediction;

/// <summary>A run of a model with its names already where native code reads them.</summary>
internal sealed unsafe class ModelCall : IDisposable
{
    private readonly OnnxRuntime runtime;
    private readonly OnnxSession session;
    private byte** names;

    public ModelCall(OnnxRuntime runtime, OnnxSession session, InputColumn[] columns, string[] outputs)
    {
        (this.runtime, this.session) = (runtime, session);
        (Inputs, Outputs) = (columns.Length, outputs.Length);
        string[] all = [.. columns.Select(c => c.Name), .. outputs];
        var bytes = all.Sum(n => Encoding.UTF8.GetByteCount(n) + 1);
        names = (byte**)NativeMemory.Alloc((nuint)((all.Length * sizeof(byte*)) + bytes));
        var at = (byte*)(names + all.Length);
        for (var i = 0; i < all.Length; i++)
        {
            names[i] = at;
            var room = new Span<byte>(at, bytes);
            var length = Encoding.UTF8.GetBytes(all[i], room);
            room[length] = 0;
            at += length + 1;
            bytes -= length + 1;
        }
    }

    public int Inputs { get; }

    public int Outputs { get; }

    /// <param name="inputs">A value a column.</param>
    /// <param name="outputs">Where the values that the caller must release are put.</param>
    public void Run(nint* inputs, nint* outputs)
    {
        runtime.Check(((delegate* unmanaged<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint>)runtime[Slots.Run])(
            session.Handle, 0, names, inputs, (nuint)Inputs, names + Inputs, (nuint)Outputs, outputs));
    }

    public void Dispose()
    {
        NativeMemory.Free(names);
        names = null;
    }
}
