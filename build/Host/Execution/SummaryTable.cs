namespace Nuke.Common.Execution;

/// <summary>One row a target.</summary>
internal sealed class SummaryTable(TextWriter output)
{
    public void Write(NukeBuild build, IReadOnlyList<ExecutableTarget> plan)
    {
        var width = Math.Max(19, plan.Max(t => t.Name.Length) + 4);
        output.WriteLine();
        output.WriteLine($"{"Target".PadRight(width)}{"Status",-12}{"Duration",8}");
        foreach (var target in plan.Where(t => t.Status != ExecutionStatus.Collective))
        {
            var notes = build.SummaryOf(target).Select(s => $"{s.Key}: {s.Value}").Concat(target.Reason is { } reason ? [reason] : []);
            var note = string.Join(", ", notes);
            output.WriteLine($"{target.Name.PadRight(width)}{target.Status,-12}{Show(target.Duration),8}{(note.Length > 0 ? $"   // {note}" : string.Empty)}".TrimEnd());
        }

        output.WriteLine($"Build {(build.IsFailing || build.ExitCode is not (null or 0) ? "failed" : "succeeded")}");
    }

    private static string Show(TimeSpan duration) =>
        duration == TimeSpan.Zero ? string.Empty : duration.TotalSeconds < 1 ? "< 1sec" : $"{(int)duration.TotalMinutes}:{duration.Seconds:00}";
}
