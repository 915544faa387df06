using Lepton.Core.Diagnostics;
using Lepton.Data.Table;
using Lepton.Runtime;

namespace Lepton.Evaluation.Scoring;

/// <summary>Runs a model over rows, in batches on both cores.</summary>
public sealed class Scorer(OnnxRuntime runtime, OnnxSession session, int batch = 2048)
{
    /// <summary>One output for every row, as an array of its elements, row-major. The order is that of the rows.</summary>
    /// <typeparam name="T">The output's element type.</typeparam>
    /// <exception cref="DiagnosticException">The rows lack a column.</exception>
    public T[] Score<T>(DataTable table, string output, CancellationToken cancellation)
        where T : unmanaged
    {
        var parts = Run(table, output, v => v.Data<T>().ToArray(), cancellation);
        return [.. parts.SelectMany(p => p)];
    }

    /// <summary>Calls a function with each batch's first row and output; batches come in no fixed order.</summary>
    public TPart[] Run<TPart>(DataTable table, string output, Func<OnnxValue, TPart> read, CancellationToken cancellation) =>
        Run(table, [output], v => read(v[0]), cancellation);

    /// <summary>Like the other, for several outputs of one run.</summary>
    public TPart[] Run<TPart>(DataTable table, IReadOnlyList<string> wanted, Func<IReadOnlyList<OnnxValue>, TPart> read, CancellationToken cancellation)
    {
        var columns = session.Inputs.Select(i => table.Columns.FirstOrDefault(c => c.Column.Name == i.Name)
            ?? throw new DiagnosticException(EvaluationDiagnostics.MissingInput(session.Metadata.GetValueOrDefault(ModelFile.Keys.Target, "?"), i.Name))).ToList();
        var names = session.Inputs.Select(i => i.Name).ToList();
        var parts = new TPart[(table.Count + batch - 1) / batch];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation };
        Parallel.For(0, parts.Length, options, b =>
        {
            var start = b * batch;
            var count = Math.Min(batch, table.Count - start);
            var inputs = session.Inputs.Select((info, i) => InputTensor.Make(runtime, info, columns[i], start, count)).ToList();
            try
            {
                var outputs = session.Run(names, inputs, wanted);
                parts[b] = read(outputs);
                Array.ForEach(outputs, o => o.Dispose());
            }
            finally
            {
                inputs.ForEach(i => i.Dispose());
            }
        });
        return parts;
    }
}
