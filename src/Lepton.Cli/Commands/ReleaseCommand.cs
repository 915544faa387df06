using System.CommandLine;
using System.Text.Json.Nodes;
using Lepton.Cli.Output;
using Lepton.Cli.Pipeline;
using Lepton.Core;
using Lepton.Core.Diagnostics;
using Lepton.GitOps.Evidence.Signing;
using Lepton.GitOps.Git;
using Lepton.GitOps.Locks;
using Lepton.GitOps.Release;
using Lepton.Specs;
using Lepton.Specs.Models;
using Lepton.Specs.Schema;
using Lepton.Store.Oci;
using NuGet.Versioning;

namespace Lepton.Cli.Commands;

/// <summary><c>lepton release</c>: models as versions that a stranger can verify.</summary>
internal static class ReleaseCommand
{
    public static Command Create(Terminal terminal, CommonOptions common)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would be released as which version, and why; with --publish or --oci also what is still to be done there" };
        var output = new Option<string?>("--output", "-o") { Description = "The folder that gets a signed bundle for each model", HelpName = "folder" };
        var key = new Option<string?>("--key") { Description = "The private key that signs (ECDSA, PKCS#8, PEM): a file, or a variable as in env:NAME", HelpName = "key" };
        var version = new Option<string?>("--version") { Description = "The version of the one model that is named; default what the change asks for", HelpName = "version" };
        var publish = new Option<bool>("--publish") { Description = "Publish each bundle as a release on GitHub, which GITHUB_REPOSITORY, GITHUB_TOKEN and GITHUB_API_URL name: into a draft first; run it again after any failure" };
        var oci = new Option<string?>("--oci") { Description = "Publish each bundle as a ModelPack artifact of a registry too: a repository for each model below this one, tagged by version", HelpName = "oci://host/path" };
        var package = new Option<string?>("--package") { Description = "A file that goes into the bundle of the one model that is named, such as the NuGet package of its predictor", HelpName = "file" };
        var label = new Option<string?>("--pre") { Description = "A pre-release with this label, as in 1.4.0-beta.1", HelpName = "label" };
        var command = new Command("release", "Give models their next versions, by what changed for who calls them, and sign them with the proof of where they came from");
        command.Arguments.Add(common.Models);
        foreach (var option in new Option[] { dryRun, output, publish, oci, key, version, label, package, common.NoTrain, common.Cores, common.Json, common.Plain, common.Verbose })
        {
            command.Options.Add(option);
        }

        command.Validators.Add(r =>
        {
            if (r.GetValue(version) is { } text && (!SemanticVersion.TryParse(text, out var parsed) || parsed.HasMetadata))
            {
                r.AddError($"--version takes a semantic version such as 1.4.0, not '{text}'");
            }

            if (r.GetValue(oci) is { } address && !OciReference.TryParse(address, out _))
            {
                r.AddError($"--oci takes a repository such as oci://ghcr.io/acme/models, not '{address}'");
            }

            if (r.GetValue(label) is { } word && !SemanticVersion.TryParse($"1.0.0-{word}.1", out _))
            {
                r.AddError($"--pre takes letters, digits and dashes, not '{word}'");
            }

            if (!r.GetValue(dryRun) && ((r.GetValue(output) is null && !r.GetValue(publish) && r.GetValue(oci) is null) || r.GetValue(key) is null))
            {
                r.AddError("a release needs --key, and --output, --publish or --oci; --dry-run shows what it would be");
            }
        });
        command.SetAction((arguments, cancellation) => Session.RunAsync(terminal, arguments, common, session =>
            RunAsync(session, arguments.GetValue(version), arguments.GetValue(label), new ReleaseTarget(arguments.GetValue(output), arguments.GetValue(publish), OciReference.TryParse(arguments.GetValue(oci) ?? string.Empty, out var registry) ? registry : null, arguments.GetValue(key), arguments.GetValue(package) is { } file ? Path.Combine(terminal.Folder, file) : null), arguments.GetValue(dryRun), cancellation)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, string? version, string? label, ReleaseTarget target, bool isDry, CancellationToken cancellation)
    {
        if (!await session.LoadAsync(readAll: true, cancellation))
        {
            return ExitCode.Usage;
        }

        var workspace = session.Workspace!;
        if ((version is null ? target.Package is null ? null : "--package" : "--version") is { } single && session.Models.Count != 1)
        {
            return session.Fail(CliDiagnostics.OneModelOnly(single, session.Models.Count));
        }

        if (target.Package is not null && !File.Exists(target.Package))
        {
            return session.Fail(CliDiagnostics.CannotRead(target.Package, "there is no such file"));
        }

        var repository = await GitRepository.RequireAsync(workspace.Root, cancellation);
        var code = ExitCode.Done;
        if (target.Publishes)
        {
            ReleaseMaker.RequireForge();
        }

        // A look at specs and tags alone needs nothing more.
        var asksServer = target.Publishes || target.Registry is not null;
        if (!isDry || asksServer)
        {
            // A spec or lock that git does not know would be in no commit either.
            var files = session.Models.SelectMany(m => ModelBundle.Sources(workspace, m)).Distinct().Select(repository.PathOf).ToList();
            if (!await repository.IsCleanAsync(workspace.Root, cancellation) || (files.Count > 0 && await repository.UncommittedAsync(files, cancellation) is { Count: > 0 }))
            {
                return session.Fail(CliDiagnostics.NotCommitted());
            }

            // What is released is what the locks say, and it is here.
            session.WarmUp();
            (_, code) = await session.BuildAsync("gate", writes: false, locked: true, ComparedModels.Changed, cancellation);
            if (code != ExitCode.Done)
            {
                return code;
            }
        }

        var locks = session.Models.Select(m => (Model: m, Lock: LockFile.Read(Workspace.LockPath(m), []))).ToList();
        session.Tell(locks.Where(l => l.Lock is null).Select(l => CliDiagnostics.LockMissing(new SourceLocation(Workspace.LockPath(l.Model)), l.Model.Name) with { Severity = Severity.Warning }));
        List<(ModelSpec Model, LockFile Lock)> models = [.. locks.Where(l => l.Lock is not null).Select(l => (l.Model, l.Lock!))];
        var plans = await new ReleasePlanner(repository, label, version is null ? null : SemanticVersion.Parse(version)).PlanAsync(models, cancellation);
        var actions = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (!isDry || asksServer)
        {
            using var key = isDry ? SigningKey.Create(256) : KeyCommand.Open(session, target.Key!);
            var maker = new ReleaseMaker(session, repository, key, target);
            foreach (var (plan, (model, locked)) in plans.Zip(models).Where(p => p.First.Next is not null))
            {
                if (isDry)
                {
                    actions[plan.Model] = await maker.ActionsAsync(model, locked, plan, cancellation);
                }
                else
                {
                    await maker.MakeAsync(model, locked, plan, cancellation);
                }
            }
        }

        if (session.Json)
        {
            await session.Terminal.Out.WriteLineAsync(Document(plans, models, actions, isDry).ToJsonString(OutcomeJson.Indented));
        }
        else
        {
            await TellAsync(session, plans, actions, isDry ? null : target.Output);
        }

        return code;
    }

    private static async Task TellAsync(Session session, IReadOnlyList<PlannedRelease> plans, Dictionary<string, IReadOnlyList<string>> actions, string? output)
    {
        var (terminal, style) = (session.Terminal, new Style(session.Terminal.HasColour));
        foreach (var plan in plans)
        {
            if (plan.Next is null)
            {
                await terminal.Out.WriteLineAsync($"{style.Strong(plan.Model)}  {plan.Last!.ToNormalizedString()} is what it is now: nothing to release");
                continue;
            }

            await terminal.Out.WriteLineAsync($"{style.Strong(plan.Model)}  {(plan.Last is null ? string.Empty : plan.Last.ToNormalizedString() + " → ")}{plan.Next.ToNormalizedString()}{(plan.IsTagged ? ", released from this commit before: what is missing is finished" : string.Empty)}{(output is null ? string.Empty : $", in {Path.Combine(output, plan.BundleName!)}")}");
            foreach (var reason in plan.Reasons)
            {
                await terminal.Out.WriteLineAsync($"  {Words.Of(reason.Bump),-6} {reason.Text}");
            }

            foreach (var action in actions.GetValueOrDefault(plan.Model) ?? [])
            {
                await terminal.Out.WriteLineAsync($"  would  {action}");
            }
        }
    }

    private static JsonObject Document(IReadOnlyList<PlannedRelease> plans, IReadOnlyList<(ModelSpec Model, LockFile Lock)> models, Dictionary<string, IReadOnlyList<string>> actions, bool isDry) => new()
    {
        ["schema"] = "lepton/release/v1",
        ["dry-run"] = isDry,
        ["models"] = new JsonArray([.. plans.Zip(models).Select(p => (JsonNode)new JsonObject
        {
            ["name"] = p.First.Model,
            ["last"] = p.First.Last?.ToNormalizedString(),
            ["next"] = p.First.Next?.ToNormalizedString(),
            ["tag"] = p.First.Tag?.ToString(),
            ["tagged"] = p.First.IsTagged,
            ["bump"] = p.First.Next is null ? null : Words.Of(p.First.Bump),
            ["reasons"] = new JsonArray([.. p.First.Reasons.Select(r => (JsonNode)new JsonObject { ["bump"] = Words.Of(r.Bump), ["text"] = r.Text })]),
            ["actions"] = actions.TryGetValue(p.First.Model, out var left) ? new JsonArray([.. left.Select(a => (JsonNode)a)]) : null,
            ["artifact"] = p.Second.Lock.Artifact?.ToString(),
        })]),
    };
}
