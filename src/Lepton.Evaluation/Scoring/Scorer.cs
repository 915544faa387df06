using Lepton.Core.Diagnostics;
using Lepton.Data.Table;
using Lepton.Runtime;

namespace Lepton.Evaluation.Scoring;

/// <summary>Runs a model over rows, in batches on both cores.</summary>
public sealed class Scorer(OnnxRuntime runtime, OnnxSession session, int batch = 2048)
{
    /// <summary>One output for every row, as an array of its elements, row-major. The order is that of the rows.</summary>
    /// <typeparam name="T">The output's element type.</typeparam>
    /// <param name="width">Elements a row.</param>
    /// <exception cref="DiagnosticException">The rows lack a column.</exception>
    public T[] Score<T>(DataTable table, string output, int width, CancellationToken cancellation)
        where T : unmanaged
    {
        var all = new T[table.Count * width];
        Run(table, [output], (start, v) => v[0].Data<T>().CopyTo(all.AsSpan(start * width)), cancellation);
        return all;
    }

    /// <summary>What a function makes of each batch's output, in the order of the rows.</summary>
    public TPart[] Run<TPart>(DataTable table, IReadOnlyList<string> wanted, Func<IReadOnlyList<OnnxValue>, TPart> read, CancellationToken cancellation)
    {
        var parts = new TPart[(table.Count + batch - 1) / batch];
        Run(table, wanted, (start, v) => parts[start / batch] = read(v), cancellation);
        return parts;
    }

    /// <summary>Calls a function with each batch's first row and its outputs; batches come in no fixed order, on several threads.</summary>
    public void Run(DataTable table, IReadOnlyList<string> wanted, Action<int, IReadOnlyList<OnnxValue>> read, CancellationToken cancellation) =>
        Run(table, new Dictionary<string, Func<int, int, OnnxValue>>(), wanted, read, cancellation);

    /// <summary>The same with inputs that are no columns.</summary>
    /// <param name="others">What makes these inputs, by name, of a batch's first row and the number of its rows.</param>
    public void Run(DataTable table, IReadOnlyDictionary<string, Func<int, int, OnnxValue>> others, IReadOnlyList<string> wanted, Action<int, IReadOnlyList<OnnxValue>> read, CancellationToken cancellation)
    {
        var makers = session.Inputs.Select(info => others.TryGetValue(info.Name, out var other) ? other : MakerOf(info, table)).ToList();
        var names = session.Inputs.Select(i => i.Name).ToList();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation };
        Parallel.For(0, (table.Count + batch - 1) / batch, options, b =>
        {
            var start = b * batch;
            var count = Math.Min(batch, table.Count - start);
            var inputs = makers.ConvertAll(make => make(start, count));
            try
            {
                var outputs = session.Run(names, inputs, wanted);
                read(start, outputs);
                Array.ForEach(outputs, o => o.Dispose());
            }
            finally
            {
                inputs.ForEach(i => i.Dispose());
            }
        });
    }

    private Func<int, int, OnnxValue> MakerOf(TensorInfo info, DataTable table)
    {
        var column = table.Columns.FirstOrDefault(c => c.Column.Name == info.Name)
            ?? throw new DiagnosticException(EvaluationDiagnostics.MissingInput(session.Metadata.GetValueOrDefault(ModelFile.Keys.Target, "?"), info.Name));
        return (start, count) => InputTensor.Make(runtime, info, column, start, count);
    }
}
