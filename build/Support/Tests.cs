using System.Diagnostics;
using System.Xml.Linq;
using Nuke.Common;
using Nuke.Common.Utilities.Collections;

/// <summary>Runs the test projects and counts what they say.</summary>
static class Tests
{
    const int StackLines = 10;

    /// <summary><c>N passed, N failed</c>, once tests have run.</summary>
    public static string? Counted { get; private set; }

    /// <summary>0 where all passed. The last line printed is <c>N passed, N failed</c>, counted from the result files.</summary>
    public static int Run(NukeBuild build)
    {
        var results = Path.Combine(NukeBuild.RootDirectory, "artifacts", "tests");
        if (Directory.Exists(results))
        {
            Directory.Delete(results, recursive: true);
        }

        using var process = Process.Start(new ProcessStartInfo("dotnet", ["test", NukeBuild.RootDirectory / "Lepton.sln", "-c", "Release", "-v", "quiet", "-nologo", "-nodeReuse:false"])
        {
            WorkingDirectory = NukeBuild.RootDirectory,
        })!;
        process.WaitForExit();
        var (passed, failed) = Count(results);

        // A project that does not build has no tests that could fail: it counts as one.
        failed = failed == 0 && process.ExitCode != 0 ? 1 : failed;
        Failures(results).ForEach(Console.Error.WriteLine);
        build.ReportSummary(s => s.AddPair("Passed", passed.ToString()).AddPair("Failed", failed.ToString()));
        Counted = $"{passed} passed, {failed} failed";
        return failed > 0 || passed == 0 ? 1 : 0;
    }

    // Named once more at the end, with what they said: in the middle of a long log nobody finds them.
    static List<string> Failures(string folder) =>
    [
        .. Elements(folder, "UnitTestResult")
            .Where(r => (string?)r.Attribute("outcome") == "Failed")
            .Select(r => $"failed: {(string)r.Attribute("testName")!}\n{string.Concat(Words(r, "Message").Concat(Words(r, "StackTrace").Take(StackLines)).Select(line => $"    {line}\n"))}".TrimEnd())
            .Order(StringComparer.Ordinal),
    ];

    static IEnumerable<string> Words(XElement result, string name) =>
        result.Descendants().Where(e => e.Name.LocalName == name).SelectMany(e => e.Value.Split('\n')).Where(line => line.Trim().Length > 0);

    static IEnumerable<XElement> Elements(string folder, string name) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*.trx").SelectMany(f => XDocument.Load(f).Descendants().Where(e => e.Name.LocalName == name))
        : [];

    static (int Passed, int Failed) Count(string folder)
    {
        var counters = Elements(folder, "Counters").ToList();
        int Sum(params string[] names) => counters.Sum(c => names.Sum(n => (int?)c.Attribute(n) ?? 0));
        return (Sum("passed"), Sum("failed", "error", "timeout", "aborted"));
    }
}
