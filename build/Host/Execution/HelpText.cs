namespace Nuke.Common.Execution;

/// <summary>Targets and parameters, for people.</summary>
internal sealed class HelpText(TextWriter output)
{
    public void Write(IReadOnlyList<ExecutableTarget> targets, IReadOnlyList<BuildParameter> parameters)
    {
        var listed = targets.Where(t => t.Listed).ToList();
        var width = listed.Max(t => Title(t).Length) + 2;
        output.WriteLine("Usage: ./build.sh [Target…] [--parameter value…]");
        output.WriteLine();
        output.WriteLine("Targets (with their direct dependencies):");
        foreach (var target in listed)
        {
            var needs = target.ExecutionDependencies.Count == 0 ? string.Empty : $"-> {string.Join(", ", target.ExecutionDependencies.Select(d => d.Name))}";
            output.WriteLine($"  {Title(target).PadRight(width)}{needs}".TrimEnd());
            if (target.Description is { } description)
            {
                output.WriteLine($"    {description}");
            }
        }

        output.WriteLine();
        output.WriteLine("Parameters:");
        var rows = parameters.Select(p => ($"--{p.Switch}", p.Description))
            .Concat([
                ("--skip", "Targets to leave out; without a value all but those named"),
                ("--plan", "Print what would run, in order; with --json as JSON"),
                ("--profile", "Read .nuke/parameters.NAME.json first"),
                ("--root", "Root folder"),
                ("--help", "Print this"),
            ]).ToList();
        foreach (var (name, description) in rows)
        {
            output.WriteLine($"  {name.PadRight(rows.Max(r => r.Item1.Length) + 2)}{description}");
        }
    }

    private static string Title(ExecutableTarget target) => target.IsDefault ? $"{target.Name} (default)" : target.Name;
}
