using System.Text.Json;
using System.Text.Json.Nodes;
using Nuke.Common.IO;

namespace Nuke.Common.Execution;

/// <summary>Reads the command line, sets parameters, plans, runs, and sums up.</summary>
internal static class BuildHost
{
    private static readonly string[] OwnSwitches = ["help", "plan", "json", "skip", "root", "profile", "no-logo"];
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static int Run(Func<NukeBuild> create, IReadOnlyList<string> defaults, IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        try
        {
            var line = CommandLine.Parse(arguments);
            if (line.Values("root") is [var root])
            {
                NukeBuild.RootDirectory = AbsolutePath.Create(root);
            }

            var build = create();
            build.OnBuildCreated();
            var targets = TargetReader.Read(build, defaults);
            var parameters = BuildParameter.Of(build);
            line.RequireKnown([.. OwnSwitches, .. parameters.Select(p => p.Switch)]);
            if (line.Has("help"))
            {
                new HelpText(output).Write(targets, parameters);
                return 0;
            }

            SetParameters(build, parameters, line);
            build.InvokedTargets = line.Targets.Count > 0 ? [.. line.Targets.Select(n => Find(targets, n))] : [.. targets.Where(t => t.IsDefault)];
            var plan = ExecutionPlanner.Plan(targets, [.. build.InvokedTargets]);
            if (line.Has("plan"))
            {
                WritePlan(plan, line.Has("json"), output);
                return 0;
            }

            build.OnBuildInitialized();
            new BuildExecutor(build, error).Run(plan, Skipped(line, targets, build));
            build.OnBuildFinished();
            new SummaryTable(output).Write(build, plan);
            return build.ExitCode ?? (build.IsFailing ? 1 : 0);
        }
        catch (InvalidUsageException e)
        {
            error.WriteLine($"build: error: {e.Message}");
            return 2;
        }
    }

    private static void SetParameters(NukeBuild build, IReadOnlyList<BuildParameter> parameters, CommandLine line)
    {
        var files = new ParameterFiles(NukeBuild.RootDirectory, line.Values("profile") ?? []);
        foreach (var parameter in parameters)
        {
            if ((line.Values(parameter.Name) ?? FromEnvironment(parameter.Name) ?? files.Values(parameter.Name)) is { } values)
            {
                parameter.Set(build, values);
            }
        }
    }

    // NAME, or NUKE_NAME; with underscores or without.
    private static IReadOnlyList<string>? FromEnvironment(string name)
    {
        foreach (var (key, value) in Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().Select(e => ((string)e.Key, (string?)e.Value)).OrderBy(e => e.Item1, StringComparer.Ordinal))
        {
            var plain = key.Replace("_", string.Empty, StringComparison.Ordinal);
            if (value is not null && key.Any(char.IsUpper) && string.Equals(plain, "NUKE" + name, StringComparison.OrdinalIgnoreCase))
            {
                return value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            }
        }

        return null;
    }

    private static HashSet<string> Skipped(CommandLine line, IReadOnlyList<ExecutableTarget> targets, NukeBuild build) =>
        line.Values("skip") switch
        {
            null => [],
            [] => [.. targets.Except(build.InvokedTargets).Select(t => t.Name)],
            var names => [.. names.SelectMany(n => n.Split('+')).Select(n => Find(targets, n).Name)],
        };

    private static ExecutableTarget Find(IReadOnlyList<ExecutableTarget> targets, string name) =>
        targets.FirstOrDefault(t => string.Equals(t.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new InvalidUsageException($"there is no target '{name}'; known: {string.Join(", ", targets.Where(t => t.Listed).Select(t => t.Name))}");

    private static void WritePlan(IReadOnlyList<ExecutableTarget> plan, bool json, TextWriter output)
    {
        if (json)
        {
            output.WriteLine(new JsonObject
            {
                ["schema"] = "lepton/build-plan/v1",
                ["targets"] = new JsonArray([.. plan.Select(t => (JsonNode)new JsonObject
                {
                    ["name"] = t.Name,
                    ["description"] = t.Description,
                    ["depends-on"] = new JsonArray([.. t.ExecutionDependencies.Select(d => (JsonNode)d.Name)]),
                })]),
            }.ToJsonString(Indented));
            return;
        }

        foreach (var target in plan)
        {
            output.WriteLine(target.ExecutionDependencies.Count == 0 ? target.Name : $"{target.Name} -> {string.Join(", ", target.ExecutionDependencies.Select(d => d.Name))}");
        }
    }
}
