using Lepton.Testing;

namespace Lepton.Training.Tests;

/// <summary>The breast cancer file with an id and other targets, as tests/golden/make.py sees it.</summary>
internal static class Tumor
{
    private static readonly string[][] Lines = [.. File.ReadLines(Repository.File("data", "tumor", "breast_cancer.csv")).Skip(1).Select(l => l.Split(','))];

    /// <param name="columns">Which of the thirty columns.</param>
    /// <param name="target">The target of a row.</param>
    public static string Csv(Range columns, Func<string[], string> target) =>
        "id," + string.Join(',', Enumerable.Range(0, 30).Take(columns).Select(c => $"c{c}")) + ",y\n"
        + string.Concat(Lines.Select((l, i) => $"{i},{string.Join(',', l.Take(30).Take(columns))},{target(l)}\n"));

    public const string Split = "{ by: expression, test: id % 5 = 0, validation: id % 5 = 1 }";
}
