using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Shop;

// The generated predictor against the same calls straight through ONNX Runtime's C API, in one process, taking turns.
unsafe
{
    const int Batch = 10_000;
    var folder = AppContext.BaseDirectory;
    using var direct = new Direct(Path.Combine(folder, "runtimes/linux-x64/native/liblepton_onnxruntime.so"), Path.Combine(folder, "models/tumor-screening.onnx"), args);
    using var model = TumorScreening.Load();
    var rows = new TumorScreeningInput[Batch];
    for (var i = 0; i < Batch; i++)
    {
        rows[i] = Rows.Make(i);
        direct.Fill(i, rows[i]);
    }

    for (var i = 0; i < 20_000; i++)
    {
        model.Predict(rows[i % Batch]);
        direct.One(rows[i % Batch]);
    }

    model.PredictBatch(rows);
    direct.Many();
    Thread.Sleep(200);
    var before = GC.GetAllocatedBytesForCurrentThread();
    for (var i = 0; i < 1000; i++)
    {
        model.Predict(rows[i]);
    }

    var allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / 1000.0;
    var (one, oneDirect, many, manyDirect) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
    for (var round = 0; round < 41; round++)
    {
        one.Add(Time(() => { for (var i = 0; i < 5000; i++) { model.Predict(rows[i]); } }) / 5000);
        oneDirect.Add(Time(() => { for (var i = 0; i < 5000; i++) { direct.One(rows[i]); } }) / 5000);
        many.Add(Time(() => model.PredictBatch(rows)));
        manyDirect.Add(Time(() => { for (var i = 0; i < Batch; i++) { direct.Fill(i, rows[i]); } direct.Many(); }));
    }

    Console.WriteLine(string.Join(' ', new[] { Median(one), Median(oneDirect), allocated, Median(many), Median(manyDirect) }.Select(v => v.ToString("R", System.Globalization.CultureInfo.InvariantCulture))));
}

static double Time(Action work)
{
    var started = Stopwatch.GetTimestamp();
    work();
    return Stopwatch.GetElapsedTime(started).TotalMicroseconds;
}

static double Median(List<double> values)
{
    values.Sort();
    return values[values.Count / 2];
}

internal sealed unsafe class Direct : IDisposable
{
    private const int Columns = 30;
    private readonly nint* api;
    private readonly nint session;
    private readonly byte** names;
    private readonly float** one;
    private readonly float** many;
    private readonly nint* oneValues;
    private readonly nint* manyValues;

    public Direct(string library, string path, string[] columns)
    {
        var handle = NativeLibrary.Load(library);
        var apiBase = (nint*)((delegate* unmanaged<nint>)NativeLibrary.GetExport(handle, "OrtGetApiBase"))();
        api = (nint*)((delegate* unmanaged<uint, nint>)apiBase[0])(17);
        nint env, options, loaded, memory;
        fixed (byte* id = "bench\0"u8)
        {
            Check(((delegate* unmanaged<int, byte*, nint*, nint>)api[3])(3, id, &env));
        }

        Check(((delegate* unmanaged<nint*, nint>)api[10])(&options));
        Check(((delegate* unmanaged<nint, int, nint>)api[24])(options, 1));
        Check(((delegate* unmanaged<nint, int, nint>)api[25])(options, 1));
        fixed (byte* name = Encoding.UTF8.GetBytes(path + "\0"))
        {
            Check(((delegate* unmanaged<nint, byte*, nint, nint*, nint>)api[7])(env, name, options, &loaded));
        }

        session = loaded;
        Check(((delegate* unmanaged<int, int, nint*, nint>)api[69])(1, 0, &memory));
        names = (byte**)NativeMemory.Alloc((Columns + 2) * (nuint)sizeof(byte*));
        string[] all = [.. columns, "label", "probabilities"];
        for (var i = 0; i < all.Length; i++)
        {
            names[i] = (byte*)Marshal.StringToCoTaskMemUTF8(all[i]);
        }

        one = Buffers(1);
        many = Buffers(10_000);
        oneValues = Values(one, 1, memory);
        manyValues = Values(many, 10_000, memory);
    }

    public float One(in TumorScreeningInput row)
    {
        Rows.Put(row, one, 0);
        return Run(oneValues, 1, 1);
    }

    public void Fill(int i, in TumorScreeningInput row) => Rows.Put(row, many, i);

    // Answers as an app wants them: an array of label and probability.
    public (bool, float)[] Many()
    {
        var outputs = stackalloc nint[2];
        (outputs[0], outputs[1]) = (0, 0);
        Check(((delegate* unmanaged<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint>)api[9])(session, 0, names, manyValues, Columns, names + Columns, 2, outputs));
        nint labels, probabilities;
        Check(((delegate* unmanaged<nint, nint*, nint>)api[51])(outputs[0], &labels));
        Check(((delegate* unmanaged<nint, nint*, nint>)api[51])(outputs[1], &probabilities));
        var answers = new (bool, float)[10_000];
        for (var i = 0; i < answers.Length; i++)
        {
            answers[i] = (((bool*)labels)[i], ((float*)probabilities)[(2 * i) + 1]);
        }

        ((delegate* unmanaged<nint, void>)api[96])(outputs[0]);
        ((delegate* unmanaged<nint, void>)api[96])(outputs[1]);
        return answers;
    }

    public void Dispose() => ((delegate* unmanaged<nint, void>)api[95])(session);

    private float Run(nint* values, int rows, int index)
    {
        var outputs = stackalloc nint[2];
        (outputs[0], outputs[1]) = (0, 0);
        Check(((delegate* unmanaged<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint>)api[9])(session, 0, names, values, Columns, names + Columns, 2, outputs));
        nint data;
        Check(((delegate* unmanaged<nint, nint*, nint>)api[51])(outputs[1], &data));
        var answer = ((float*)data)[index];
        ((delegate* unmanaged<nint, void>)api[96])(outputs[0]);
        ((delegate* unmanaged<nint, void>)api[96])(outputs[1]);
        return answer;
    }

    private static float** Buffers(int rows)
    {
        var buffers = (float**)NativeMemory.Alloc(Columns * (nuint)sizeof(float*));
        for (var i = 0; i < Columns; i++)
        {
            buffers[i] = (float*)NativeMemory.AllocZeroed((nuint)rows, sizeof(float));
        }

        return buffers;
    }

    private nint* Values(float** buffers, int rows, nint memory)
    {
        var values = (nint*)NativeMemory.Alloc(Columns * (nuint)sizeof(nint));
        var shape = stackalloc long[] { rows, 1 };
        for (var i = 0; i < Columns; i++)
        {
            nint value;
            Check(((delegate* unmanaged<nint, nint, nuint, long*, nuint, int, nint*, nint>)api[49])(memory, (nint)buffers[i], (nuint)(rows * sizeof(float)), shape, 2, 1, &value));
            values[i] = value;
        }

        return values;
    }

    private static void Check(nint status)
    {
        if (status != 0)
        {
            throw new InvalidOperationException("ONNX Runtime refused");
        }
    }
}
