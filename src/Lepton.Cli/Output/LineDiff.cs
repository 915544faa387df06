namespace Lepton.Cli.Output;

/// <summary>Lines that differ between two texts, by their longest common subsequence.</summary>
internal static class LineDiff
{
    private const int Most = 2000;

    /// <summary>Lines with <c>-</c> (only before) or <c>+</c> (only now), in order; common lines are left out.</summary>
    public static IReadOnlyList<string> Of(string before, string now)
    {
        var (old, current) = (before.TrimEnd('\n').Split('\n'), now.TrimEnd('\n').Split('\n'));
        if (old.Length > Most || current.Length > Most)
        {
            return [$"- {old.Length} lines", $"+ {current.Length} lines"];
        }

        var common = new int[old.Length + 1, current.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
        {
            for (var j = current.Length - 1; j >= 0; j--)
            {
                common[i, j] = old[i] == current[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var lines = new List<string>();
        for (int i = 0, j = 0; i < old.Length || j < current.Length;)
        {
            if (i < old.Length && j < current.Length && old[i] == current[j])
            {
                (i, j) = (i + 1, j + 1);
            }
            else if (j == current.Length || (i < old.Length && common[i + 1, j] >= common[i, j + 1]))
            {
                lines.Add("- " + old[i++]);
            }
            else
            {
                lines.Add("+ " + current[j++]);
            }
        }

        return lines;
    }
}
