using Lepton.Core;
using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;

namespace Lepton.Data;

/// <summary>LPT2xxx: what can be wrong with data. One factory a code.</summary>
public static class DataDiagnostics
{
    public static Diagnostic MissingFile(SourceLocation at, string path) =>
        Error("LPT2001", $"there is no file '{path}'", at, "paths are relative to the spec that names them");

    public static Diagnostic LfsPointer(SourceLocation at, string path) =>
        Error("LPT2021", $"'{path}' is a pointer of Git LFS, not the data", at, "git lfs pull brings them; in a workflow: lfs: true for actions/checkout");

    public static Diagnostic WrongDigest(SourceLocation at, string path, Digest expected, Digest found) =>
        Error("LPT2002", $"'{path}' is not the file that the spec pins: expected {expected}, found {found}", at, "fetch the right bytes, or change sha256 if the new ones are meant");

    public static Diagnostic Unreadable(SourceLocation at, string reason) =>
        Error("LPT2003", $"the file cannot be read: {reason}", at, null);

    public static Diagnostic BrokenRow(SourceLocation at, string reason, string row) =>
        Error("LPT2004", $"{reason}; the row is: {row}", at, null);

    public static Diagnostic BadQuery(SourceLocation at, string reason) =>
        Error("LPT2005", $"the query cannot be run: {reason}", at, null);

    public static Diagnostic NotRepeatable(SourceLocation at, string what, string mend) =>
        Error("LPT2006", $"{what} does not give the same answer every time", at, mend);

    public static Diagnostic NeedsId(SourceLocation at) =>
        Error("LPT2007", "the query does more than choose columns and rows, so the order of its rows is not defined", at, "give a unique column the role id; rows are sorted by it");

    public static Diagnostic UnlistedColumn(SourceLocation at, string column) =>
        Error("LPT2008", $"the query returns a column '{column}' that 'columns' does not list", at, "list it, or leave it out of the query");

    public static Diagnostic MissingColumn(SourceLocation at, string column, IReadOnlyCollection<string> returned) =>
        Error("LPT2009", $"the query returns no column '{column}'", at, Core.Text.Suggestion.Hint(column, returned));

    public static Diagnostic WrongColumnType(SourceLocation at, string column, string expected, string found) =>
        Error("LPT2010", $"column '{column}' is declared {expected}, the query returns {found}", at, "convert it in the query, or declare what it is");

    public static Diagnostic BadValues(SourceLocation at, string column, string what, long count, IReadOnlyList<string> examples) =>
        Error("LPT2011", $"column '{column}': {count} {(count == 1 ? "value is" : "values are")} {what}: {string.Join("; ", examples)}", at, null);

    public static Diagnostic FailedCheck(SourceLocation at, Severity severity, string what, IReadOnlyList<string> examples) =>
        new("LPT2012", severity, what + (examples.Count == 0 ? string.Empty : $": {string.Join("; ", examples)}"), at, null, ExitCode.StepFailed);

    public static Diagnostic BadCheck(SourceLocation at, string reason) =>
        Error("LPT2013", $"the check cannot be run: {reason}", at, null);

    public static Diagnostic BadSplit(SourceLocation at, string reason) =>
        Error("LPT2014", reason, at, null);

    public static Diagnostic EmptyPart(SourceLocation at, string part) =>
        Error("LPT2015", $"the {part} part has no rows", at, "change the split, or give it more data");

    public static Diagnostic BadFolds(SourceLocation at, string reason) =>
        Error("LPT2022", reason, at, "use fewer folds, another fold-by, or more data");

    public static Diagnostic SharedRows(SourceLocation at, long count) =>
        new("LPT2016", Severity.Warning, $"{count} rows of the test or validation part have the same features and target as a row of another part", at, "a model can know their answers by heart: remove duplicates, or split by group", ExitCode.StepFailed);

    public static Diagnostic NoEngine(string hint) =>
        new("LPT2017", Severity.Error, "DuckDB was not found", null, hint, ExitCode.Infrastructure);

    public static Diagnostic UrlsNotFetched(SourceLocation at, string url, string reason) =>
        new("LPT2018", Severity.Error, $"'{url}' cannot be fetched: {reason}", at, null, ExitCode.Infrastructure);

    public static Diagnostic NoRoom(SourceLocation at, string reason) =>
        new("LPT2019", Severity.Error, $"out of room: {reason}", at, "raise resources.memory, or free space on the store's disk", ExitCode.Infrastructure);

    private static Diagnostic Error(string code, string message, SourceLocation at, string? hint) =>
        new(code, Severity.Error, message, at, hint, ExitCode.StepFailed);
}
