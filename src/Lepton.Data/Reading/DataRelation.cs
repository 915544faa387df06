using Lepton.Data.DuckDb;
using Lepton.Data.Queries;

namespace Lepton.Data.Reading;

/// <summary>
/// The rows that leave the query, under the name <c>data</c>: a table, or a view where computing them again costs less than
/// keeping them twice.
/// </summary>
internal sealed class DataRelation
{
    private readonly DuckConnection connection;

    private DataRelation(DuckConnection connection, bool isView)
    {
        this.connection = connection;
        IsView = isView;
    }

    /// <summary>Whether the files' own tables are still read.</summary>
    public bool IsView { get; private set; }

    /// <summary>Whether a query, or an expression after SELECT, only picks, compares and calculates.</summary>
    public static bool IsCheap(SyntaxTree tree) =>
        SyntaxTree.Objects(tree.Node).All(o => SyntaxTree.Text(o, "class") != "FUNCTION" || o["is_operator"]?.GetValue<bool>() == true);

    /// <exception cref="DuckException">The rows cannot be computed.</exception>
    public static DataRelation Create(DuckConnection connection, string select, bool asView, CancellationToken cancellation)
    {
        connection.Execute($"CREATE {(asView ? "VIEW" : "TABLE")} data AS {select}", cancellation);
        return new DataRelation(connection, asView);
    }

    /// <summary>Makes a table of it, whose rows can be named by their rowid.</summary>
    public void Store(CancellationToken cancellation)
    {
        if (IsView)
        {
            connection.Execute("CREATE TABLE __data AS SELECT * FROM data; DROP VIEW data; ALTER TABLE __data RENAME TO data", cancellation);
            IsView = false;
        }
    }
}
