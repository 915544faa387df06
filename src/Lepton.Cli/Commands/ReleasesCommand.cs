using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Lepton.Cli.Output;
using Lepton.Core;
using Lepton.GitOps.Git;
using Lepton.GitOps.Release;
using Lepton.GitOps.Release.Deployments;
using Lepton.Specs;

namespace Lepton.Cli.Commands;

/// <summary><c>lepton releases</c>: which versions there are, and what runs where, since when, by whom.</summary>
internal static class ReleasesCommand
{
    public static Command Create(Terminal terminal, CommonOptions common)
    {
        var command = new Command("releases", "List the versions of models, and which of them is in which channel, since when, by whom");
        command.Arguments.Add(common.Models);
        command.Options.Add(common.Json);
        command.Options.Add(common.Plain);
        command.SetAction((arguments, cancellation) => Session.RunAsync(terminal, arguments, common, session => RunAsync(session, cancellation)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, CancellationToken cancellation)
    {
        var root = Cache.CacheCommand.Workspace(session.Terminal).Root;
        var repository = await GitRepository.RequireAsync(root, cancellation);
        bool IsWanted(string name) => session.Patterns.Length == 0 || session.Patterns.Any(p => NamePattern.Matches(p, name));
        var tags = (await repository.TagsAsync(string.Empty, null, cancellation)).Select(t => ReleaseTag.TryParse(t.Tag)).OfType<ReleaseTag>().Where(t => IsWanted(t.Model)).ToLookup(t => t.Model, StringComparer.Ordinal);
        var channels = Channel.All(root);
        var history = new ChannelHistory(repository, root);
        var models = tags.Select(t => t.Key).Concat(channels.SelectMany(c => c.Pins.Keys).Where(IsWanted)).Distinct().Order(StringComparer.Ordinal).ToList();
        var unknown = session.Patterns.Where(p => !models.Exists(m => NamePattern.Matches(p, m))).ToList();
        if (unknown.Count > 0)
        {
            return session.Fail([.. unknown.Select(p => SpecDiagnostics.UnknownModel(p, models))]);
        }

        var document = new JsonArray();
        var style = new Style(session.Terminal.HasColour);
        foreach (var model in models)
        {
            var versions = tags[model].Select(t => t.Version).OrderDescending().Select(v => v.ToNormalizedString()).ToList();
            var pinned = new List<(string Channel, Pin Pin, PinChange? Since)>();
            foreach (var channel in channels.Where(c => c.Pins.ContainsKey(model)))
            {
                // What is not committed yet has no author.
                var changes = await history.OfAsync(channel.Name, model, cancellation);
                pinned.Add((channel.Name, channel.Pins[model], changes is [var newest, ..] && newest.Pin == channel.Pins[model] ? newest : null));
            }

            document.Add((JsonNode)Describe(model, versions, pinned));
            if (!session.Json)
            {
                await session.Terminal.Out.WriteLineAsync($"{style.Strong(model)}  {(versions.Count == 0 ? "no release" : string.Join(", ", versions.Take(5)))}{(versions.Count > 5 ? $" and {versions.Count - 5} more" : string.Empty)}");
                foreach (var (channel, pin, since) in pinned)
                {
                    await session.Terminal.Out.WriteLineAsync($"  {channel,-12} {pin.Version,-10} {(since is null ? "not committed" : $"since {since.Date.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC by {since.Author} ({since.Commit[..7]})")}");
                }
            }
        }

        if (session.Json)
        {
            await session.Terminal.Out.WriteLineAsync(new JsonObject { ["schema"] = "lepton/releases/v1", ["models"] = document }.ToJsonString(OutcomeJson.Indented));
        }
        else if (models.Count == 0)
        {
            await session.Terminal.Out.WriteLineAsync("no release");
        }

        return ExitCode.Done;
    }

    private static JsonObject Describe(string model, List<string> versions, List<(string Channel, Pin Pin, PinChange? Since)> pinned) => new()
    {
        ["name"] = model,
        ["versions"] = new JsonArray([.. versions.Select(v => (JsonNode)v)]),
        ["channels"] = new JsonArray([.. pinned.Select(p => (JsonNode)new JsonObject
        {
            ["channel"] = p.Channel,
            ["version"] = p.Pin.Version,
            ["digest"] = p.Pin.Digest.ToString(),
            ["since"] = p.Since?.Date.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["by"] = p.Since?.Author,
            ["commit"] = p.Since?.Commit,
        })]),
    };
}
