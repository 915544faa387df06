using System.Globalization;
using System.Text.Json.Nodes;
using Lepton.Core.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Lepton.Store.Runs;

/// <summary>
/// The history of runs, <c>runs.db</c> in the store: SQLite with a write-ahead log, so that a process that is killed leaves what was there and many may write at once.
/// It is written after the work; nothing that is built depends on it.
/// </summary>
/// <param name="storeFolder">The store's.</param>
public sealed class RunHistory(string storeFolder)
{
    private const int Version = 2;
    private const int PatienceSeconds = 30;

    // From one version to the next.
    private static readonly string[] Changes =
    [
        """
        CREATE TABLE runs (
          id INTEGER PRIMARY KEY, started TEXT NOT NULL, seconds REAL NOT NULL, command TEXT NOT NULL, model TEXT NOT NULL, trial TEXT, status TEXT NOT NULL, "commit" TEXT, artifact TEXT, dataset TEXT,
          part TEXT NOT NULL, hyperparameters TEXT NOT NULL, metrics TEXT NOT NULL)
        """,
        "ALTER TABLE runs ADD COLUMN curves TEXT",
    ];

    private readonly string path = Path.Combine(storeFolder, "runs.db");

    /// <summary>Writes runs down, all or none, and numbers them in their order.</summary>
    /// <exception cref="DiagnosticException">The file cannot be written, or is none of ours.</exception>
    public void Append(IReadOnlyList<RunRecord> runs)
    {
        if (runs.Count == 0)
        {
            return;
        }

        Try(() =>
        {
            using var connection = Open(SqliteOpenMode.ReadWriteCreate);
            Prepare(connection);
            using var transaction = connection.BeginTransaction();
            using var insert = connection.CreateCommand();
            insert.Transaction = transaction;
            insert.CommandText = """
                INSERT INTO runs (started, seconds, command, model, trial, status, "commit", artifact, dataset, part, hyperparameters, metrics, curves)
                VALUES ($started, $seconds, $command, $model, $trial, $status, $commit, $artifact, $dataset, $part, $hyperparameters, $metrics, $curves)
                """;
            foreach (var run in runs)
            {
                insert.Parameters.Clear();
                foreach (var (name, value) in new (string, object?)[]
                {
                    ("$started", run.Started.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)), ("$seconds", run.Seconds), ("$command", run.Command), ("$model", run.Model), ("$trial", run.Trial), ("$status", run.Status),
                    ("$commit", run.Commit), ("$artifact", run.Artifact), ("$dataset", run.Dataset), ("$part", run.Part), ("$hyperparameters", run.Hyperparameters.ToJsonString()), ("$metrics", RunMetrics.ToJson(run.Metrics).ToJsonString()), ("$curves", run.Curves.Count == 0 ? null : run.Curves.ToJsonString()),
                })
                {
                    insert.Parameters.AddWithValue(name, value ?? DBNull.Value);
                }

                insert.ExecuteNonQuery();
            }

            transaction.Commit();
        });
    }

    /// <summary>The same runs with their hyperparameters and curves, which are read one by one: a list of all runs has no use for them.</summary>
    /// <exception cref="DiagnosticException">The file cannot be read, or is none of ours.</exception>
    public IReadOnlyList<RunRecord> WithDetails(IReadOnlyList<RunRecord> runs)
    {
        var all = new List<RunRecord>();
        Try(() =>
        {
            using var connection = Open(SqliteOpenMode.ReadWrite);
            Prepare(connection);
            using var select = connection.CreateCommand();
            select.CommandText = "SELECT hyperparameters, curves FROM runs WHERE id = $id";
            foreach (var run in runs)
            {
                select.Parameters.Clear();
                select.Parameters.AddWithValue("$id", run.Id);
                using var reader = select.ExecuteReader();
                all.Add(!reader.Read() ? run : run with { Hyperparameters = Object(reader.GetString(0)), Curves = reader.IsDBNull(1) ? [] : Object(reader.GetString(1)) });
            }
        });
        return all;
    }

    /// <summary>The runs, the oldest first, without their curves.</summary>
    /// <param name="withHyperparameters">Whether each has its hyperparameters.</param>
    /// <exception cref="DiagnosticException">The file cannot be read, or is none of ours.</exception>
    public IReadOnlyList<RunRecord> Read(bool withHyperparameters)
    {
        var runs = new List<RunRecord>();
        if (!File.Exists(path))
        {
            return runs;
        }

        Try(() =>
        {
            using var connection = Open(SqliteOpenMode.ReadWrite);
            Prepare(connection);
            using var select = connection.CreateCommand();
            select.CommandText = """SELECT id, started, seconds, command, model, trial, status, "commit", artifact, dataset, part, metrics, hyperparameters FROM runs ORDER BY id""";
            using var reader = select.ExecuteReader();
            string? Text(int i) => reader.IsDBNull(i) ? null : reader.GetString(i);
            while (reader.Read())
            {
                runs.Add(new RunRecord(
                    reader.GetInt64(0), DateTimeOffset.Parse(reader.GetString(1), CultureInfo.InvariantCulture), reader.GetDouble(2), reader.GetString(3), reader.GetString(4), Text(5), reader.GetString(6), Text(7), Text(8), Text(9),
                    reader.GetString(10), RunMetrics.Parse(reader.GetString(11)))
                {
                    Hyperparameters = withHyperparameters ? Object(reader.GetString(12)) : [],
                });
            }
        });
        return runs;
    }

    private static JsonObject Object(string json) => JsonNode.Parse(json) as JsonObject ?? throw new FormatException("a run is not as lepton writes it");

    private SqliteConnection Open(SqliteOpenMode mode)
    {
        Directory.CreateDirectory(storeFolder);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = PatienceSeconds }.ConnectionString);
        connection.Open();
        return connection;
    }

    // An index would cost more than it saves: runs are listed as a whole.
    private static void Prepare(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 30000";
        command.ExecuteNonQuery();
        command.CommandText = "PRAGMA user_version";
        var found = Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
        if (found > Version)
        {
            throw new DiagnosticException(StoreDiagnostics.NoRuns("runs.db", $"a later Lepton wrote it (version {found})"));
        }

        if (found == Version)
        {
            return;
        }

        command.CommandText = "PRAGMA journal_mode = WAL";
        command.ExecuteNonQuery();
        using var transaction = connection.BeginTransaction();
        command.Transaction = transaction;

        // Another process may have come first.
        command.CommandText = "PRAGMA user_version";
        found = Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
        foreach (var change in Changes.Skip((int)found))
        {
#pragma warning disable CA2100 // Our own words.
            command.CommandText = change;
#pragma warning restore CA2100
            command.ExecuteNonQuery();
        }

        command.CommandText = "PRAGMA user_version = 2";
        command.ExecuteNonQuery();
        transaction.Commit();
    }

    private void Try(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException or System.Text.Json.JsonException or FormatException or InvalidOperationException)
        {
            throw new DiagnosticException(StoreDiagnostics.NoRuns(path, e.Message));
        }
    }
}
