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
    public void Run(DataTable table, IReadOnlyList<string> wanted, Action<int, IReadOnlyList<OnnxValue>> read, CancellationToken cancellation)
    {
        var columns = session.Inputs.Select(i => table.Columns.FirstOrDefault(c => c.Column.Name == i.Name)
            ?? throw new DiagnosticException(EvaluationDiagnostics.MissingInput(session.Metadata.GetValueOrDefault(ModelFile.Keys.Target, "?"), i.Name))).ToList();
        var names = session.Inputs.Select(i => i.Name).ToList();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation };
        Parallel.For(0, (table.Count + batch - 1) / batch, options, b =>
        {
            var start = b * batch;
            var count = Math.Min(batch, table.Count - start);
            var inputs = session.Inputs.Select((info, i) => InputTensor.Make(runtime, info, columns[i], start, count)).ToList();
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
}
