namespace Lepton.Data.DuckDb;

/// <summary>A column of a result. <paramref name="Child"/> is the type of the elements of a list or array.</summary>
public sealed record DuckColumn(string Name, DuckType Type, DuckType Child)
{
    public bool IsWhole => Type is >= DuckType.TinyInt and <= DuckType.UBigInt or DuckType.HugeInt or DuckType.UHugeInt;

    public bool IsFloating => Type is DuckType.Float or DuckType.Double;

    public bool IsNumeric => IsWhole || IsFloating || Type == DuckType.Decimal;

    internal static unsafe DuckColumn Take(string name, nint logicalType)
    {
        var type = (DuckType)Native.duckdb_get_type_id(logicalType);
        var child = DuckType.Invalid;
        if (type is DuckType.List or DuckType.Array)
        {
            var inner = type == DuckType.List ? Native.duckdb_list_type_child_type(logicalType) : Native.duckdb_array_type_child_type(logicalType);
            child = (DuckType)Native.duckdb_get_type_id(inner);
            Native.duckdb_destroy_logical_type(&inner);
        }

        Native.duckdb_destroy_logical_type(&logicalType);
        return new DuckColumn(name, type, child);
    }
}
