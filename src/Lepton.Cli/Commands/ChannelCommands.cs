using System.CommandLine;
using System.Text;
using Lepton.Core;
using Lepton.Core.Diagnostics;
using Lepton.Core.Files;
using Lepton.GitOps.Git;
using Lepton.GitOps.Locks;
using Lepton.GitOps.Release;
using Lepton.GitOps.Release.Deployments;
using Lepton.Specs.Yaml;

namespace Lepton.Cli.Commands;

/// <summary><c>lepton promote</c> and <c>lepton rollback</c>: another version of a model in a channel, as a commit of the channel's file.</summary>
internal static class ChannelCommands
{
    public static Command CreatePromote(Terminal terminal, CommonOptions common)
    {
        var model = new Argument<string>("model") { Description = "A model, or a version of it as in tumor-diagnosis@1.4.0; default the last release" };
        return Make("promote", "Put a released version of a model into a channel", model, terminal, common, async (session, named, channel, repository, cancellation) =>
        {
            var parts = named.Split('@', 2);
            var tags = (await repository.TagsAsync(parts[0] + "/", null, cancellation)).Select(t => (Tag: ReleaseTag.TryParse(t.Tag), t.Commit)).Where(t => t.Tag?.Model == parts[0]).ToList();
            var chosen = parts.Length > 1 ? tags.Find(t => t.Tag!.Version.ToNormalizedString() == parts[1]) : tags.Where(t => !t.Tag!.IsPreRelease).OrderBy(t => t.Tag!.Version).LastOrDefault();
            var refusal = CliDiagnostics.NotReleased(parts[0], parts.Length > 1 ? parts[1] : null);
            var (tag, digest) = chosen.Tag is null || await ArtifactAsync(repository, chosen.Commit, parts[0], cancellation) is not { } artifact ? throw new DiagnosticException(refusal) : (chosen.Tag, artifact);
            return (parts[0], new Pin(tag.Version.ToNormalizedString(), digest), $"Promote {parts[0]} {tag.Version.ToNormalizedString()} to {channel}");
        });
    }

    public static Command CreateRollback(Terminal terminal, CommonOptions common) =>
        Make("rollback", "Put the version of a model back into a channel that it had before", new Argument<string>("model") { Description = "A model" }, terminal, common, async (session, model, channel, repository, cancellation) =>
        {
            var root = Cache.CacheCommand.Workspace(session.Terminal).Root;
            var now = Channel.Read(root, channel).Pins.GetValueOrDefault(model);
            var before = now is null ? null : (await new ChannelHistory(repository, root).OfAsync(channel, model, cancellation)).Select(c => c.Pin).FirstOrDefault(p => p is not null && p != now);
            return before is null
                ? throw new DiagnosticException(CliDiagnostics.NothingBefore(model, channel))
                : (model, before, $"Roll back {model} in {channel}: {now!.Version} → {before.Version}");
        });

    private static Command Make(string name, string description, Argument<string> model, Terminal terminal, CommonOptions common, Func<Session, string, string, GitRepository, CancellationToken, Task<(string Model, Pin Pin, string Message)>> choose)
    {
        var channel = new Argument<string>("channel") { Description = "A channel such as staging or production: the file deployments/CHANNEL.yaml" };
        var noCommit = new Option<bool>("--no-commit") { Description = "Only change the file" };
        var branch = new Option<string?>("--branch") { Description = "Commit to a new branch, for a pull request", HelpName = "name" };
        var push = new Option<bool>("--push") { Description = "Push the branch" };
        var pull = new Option<bool>("--pull-request") { Description = "Commit to a branch of its own, push it and open a pull request on GitHub, which GITHUB_REPOSITORY and GITHUB_TOKEN name" };
        var command = new Command(name, description) { model, channel, noCommit, branch, push, pull };
        command.Options.Add(common.Plain);
        command.Validators.Add(r =>
        {
            if (r.GetValue(noCommit) && (r.GetValue(push) || r.GetValue(pull) || r.GetValue(branch) is not null))
            {
                r.AddError("--no-commit does not go with --branch, --push or --pull-request");
            }

            if (r.GetValue(pull) && (r.GetValue(push) || r.GetValue(branch) is not null))
            {
                r.AddError("--pull-request makes and pushes a branch of its own: it does not go with --branch or --push");
            }

            if (r.GetValue(channel) is { } text && !text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            {
                r.AddError($"a channel's name has lower-case letters, digits and dashes, not '{text}'");
            }
        });
        command.SetAction((arguments, cancellation) => Session.RunAsync(terminal, arguments, common, async session =>
        {
            var root = Cache.CacheCommand.Workspace(session.Terminal).Root;
            var repository = await GitRepository.RequireAsync(root, cancellation);
            var proposal = arguments.GetValue(pull) ? Proposal.Require("--pull-request") : null;
            var chosen = await choose(session, arguments.GetValue(model)!, arguments.GetValue(channel)!, repository, cancellation);
            return await ChangeAsync(session, root, repository, arguments.GetValue(channel)!, chosen, arguments.GetValue(noCommit), arguments.GetValue(branch), arguments.GetValue(push), proposal, cancellation);
        }));
        return command;
    }

    private static async Task<ExitCode> ChangeAsync(Session session, string root, GitRepository repository, string name, (string Model, Pin Pin, string Message) chosen, bool onlyFile, string? branch, bool pushes, Proposal? proposal, CancellationToken cancellation)
    {
        if (Channel.Read(root, name).Pins.GetValueOrDefault(chosen.Model) == chosen.Pin)
        {
            await session.Terminal.Out.WriteLineAsync($"{name} has {chosen.Model} {chosen.Pin.Version} already");
            return ExitCode.Done;
        }

        var path = Channel.PathOf(root, name);
        try
        {
            var text = Channel.With(root, name, chosen.Model, chosen.Pin);
            if (proposal is not null)
            {
                var body = $"`deployments/{name}.yaml` names the bytes of {chosen.Model} {chosen.Pin.Version}: `{chosen.Pin.Digest}`.\n";
                await session.Terminal.Out.WriteLineAsync($"{chosen.Message} ({chosen.Pin.Digest.Short})");
                await session.Terminal.Out.WriteLineAsync(await proposal.MakeAsync(repository, $"{name}-{chosen.Model}-{chosen.Pin.Version}", path, text, chosen.Message, body, cancellation));
                return ExitCode.Done;
            }

            if (branch is not null)
            {
                await repository.SwitchToNewAsync(branch, cancellation);
            }

            AtomicFile.WriteAllBytes(path, Encoding.UTF8.GetBytes(text));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return session.Fail(CliDiagnostics.CannotWrite(path, e.Message));
        }

        if (!onlyFile)
        {
            await repository.CommitFilesAsync([repository.PathOf(path)], chosen.Message, cancellation);
        }

        await session.Terminal.Out.WriteLineAsync($"{chosen.Message} ({chosen.Pin.Digest.Short})");
        if (pushes)
        {
            await session.Terminal.Error.WriteLineAsync($"pushed to {await repository.PushBranchAsync(cancellation)}");
        }

        return ExitCode.Done;
    }

    // The lock at the tag says which bytes the version is; wherever it stood then.
    private static async Task<Core.Digests.Digest?> ArtifactAsync(GitRepository repository, string commit, string model, CancellationToken cancellation)
    {
        var files = (await repository.FilesAsync(commit, ["."], cancellation)).Where(f => Path.GetFileName(f.Path) == model + ".lock.yaml").ToList();
        foreach (var content in await repository.ReadAsync([.. files.Select(f => f.Blob)], cancellation))
        {
            if (YamlReader.Parse(model, content, []) is { } document && LockFile.Of(document) is { Artifact: { } artifact } found && found.Model == model)
            {
                return artifact;
            }
        }

        return null;
    }
}
