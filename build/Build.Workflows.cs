using Nuke.Common;

[SetupAction]
[TargetsWorkflow("test", nameof(Test), TimeoutMinutes = 90)]
[PullRequestWorkflow("pull-request")]
[ForkReportWorkflow("fork-report", "pull-request")]
[MainWorkflow("main")]
[ReleaseWorkflow("release", "main")]
partial class Build
{
    Target Workflows => _ => _
        .Description("Write the workflows of GitHub Actions in .github/ from the attributes in build/Build.Workflows.cs")
        .Executes(() =>
        {
            foreach (var file in WorkflowFiles)
            {
                var path = RootDirectory / file.Path;
                Directory.CreateDirectory(path.Parent);
                File.WriteAllText(path, file.Text);
                Console.WriteLine(file.Path);
            }
        });

    /// <summary>What the attributes say, in the order of the paths.</summary>
    internal static IReadOnlyList<WorkflowFile> WorkflowFiles =>
        [.. typeof(Build).GetCustomAttributes(typeof(WorkflowAttribute), inherit: false).Cast<WorkflowAttribute>().Select(a => a.Write()).OrderBy(f => f.Path, StringComparer.Ordinal)];
}
