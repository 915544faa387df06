using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Lepton.Cli.Output;
using Lepton.Core;
using Lepton.Core.Diagnostics;
using Lepton.Core.Events;
using Lepton.GitOps;
using Lepton.GitOps.Evidence.Signing;
using Lepton.GitOps.Release.Verification;
using Lepton.Specs;
using Lepton.Specs.Policies;
using Lepton.Specs.Yaml;

namespace Lepton.Cli.Commands;

/// <summary><c>lepton verify</c>: what a bundle proves. It needs no workspace.</summary>
internal static class VerifyCommand
{
    public static Command Create(Terminal terminal, CommonOptions common)
    {
        var bundle = new Argument<string>("bundle") { Description = "The folder of a bundle, as lepton release leaves it; or where it is to be fetched from: oci://host/repository:version, https://… (a folder of a web server, or the page of a release on GitHub), or model@version (a release of this clone's repository on GitHub)", HelpName = "bundle" };
        var key = new Option<string[]>("--key") { Description = "A public key or certificate (PEM) of who may have signed; several times for several", HelpName = "file" };
        var policy = new Option<string?>("--policy") { Description = "A spec of kind Policy: keys, and who may have built what from where", HelpName = "file" };
        var command = new Command("verify", "Check the files, the signature and the statements of a released model, and say what they prove and what not") { bundle, key, policy };
        command.Validators.Add(r =>
        {
            if (r.GetValue(key) is not { Length: > 0 } && r.GetValue(policy) is null)
            {
                r.AddError("name whom you trust by --key or --policy");
            }
        });
        foreach (var option in new Option[] { common.Json, common.Plain })
        {
            command.Options.Add(option);
        }

        command.SetAction((arguments, cancellation) => Session.RunAsync(terminal, arguments, common, session => RunAsync(session, arguments.GetValue(bundle)!, arguments.GetValue(key) ?? [], arguments.GetValue(policy), cancellation)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, string bundle, string[] named, string? policyFile, CancellationToken cancellation)
    {
        var policy = policyFile is null ? null : Policy(session, policyFile);
        var keys = new List<VerificationKey>();
        try
        {
            keys.AddRange(named.Concat(policy is null ? [] : policy.Keys.Select(k => Path.Combine(Path.GetDirectoryName(policyFile!) ?? string.Empty, k))).Select(f => VerificationKey.Parse(KeyCommand.Read(session, f), f)));
            var sink = session.Sink();
            using var fetched = await FetchedBundle.OfAsync(bundle, session.Terminal.Folder, name => sink.Publish(new LeptonEvent.Progress("verify", null, name)), cancellation);
            var folder = fetched?.Folder ?? Path.GetFullPath(Path.Combine(session.Terminal.Folder, bundle));
            var verified = await Task.Run(() => new BundleVerifier(keys, policy).Verify(folder, name => sink.Publish(new LeptonEvent.Progress("verify", null, name)), cancellation), cancellation);
            verified = fetched is null ? verified : verified with { Findings = [.. verified.Findings, .. Asked(fetched, verified)], NotProven = [.. verified.NotProven, .. fetched.IsListed ? Array.Empty<string>() : ["what else the server has there"]] };
            sink.Publish(new LeptonEvent.RunFinished(ExitCode.Done, TimeSpan.Zero));
            if (session.Json)
            {
                await session.Terminal.Out.WriteLineAsync(Document(verified).ToJsonString(OutcomeJson.Indented));
            }
            else
            {
                await WriteAsync(session.Terminal, verified);
            }

            return session.Fail([.. verified.Findings.Where(f => !f.IsProven).Select(f => GitOpsDiagnostics.NotProven(bundle, f.Text))]);
        }
        finally
        {
            keys.ForEach(k => k.Dispose());
        }
    }

    // Who can move tags could serve another release that the same key signed.
    private static IEnumerable<Finding> Asked(FetchedBundle fetched, VerifiedBundle verified)
    {
        if (fetched.Model is not null)
        {
            yield return new Finding("address", fetched.Model == verified.Model, $"asked for {fetched.Model}, signed is {verified.Model ?? "no model's name"}");
        }

        if (fetched.Version is { } version)
        {
            yield return new Finding("address", version == verified.Version, $"asked for {version}, signed is {verified.Version ?? "no version"}");
        }
    }

    // A bundle's own texts must not draw on the terminal.
    private static string Plain(string text) => string.Concat(text.Where(c => !char.IsControl(c) && char.GetUnicodeCategory(c) != UnicodeCategory.Format));

    private static PolicySpec Policy(Session session, string file)
    {
        var problems = new List<Diagnostic>();
        var document = YamlReader.Read(Path.GetFullPath(Path.Combine(session.Terminal.Folder, file)), problems);
        return (document is null ? null : SpecFile.Policy(document, problems)) ?? throw new DiagnosticException(problems);
    }

    private static async Task WriteAsync(Terminal terminal, VerifiedBundle verified)
    {
        var style = new Style(terminal.HasColour);
        await terminal.Out.WriteLineAsync(style.Strong(Plain(verified.Model is null ? "an unknown model" : verified.Version is null ? verified.Model : $"{verified.Model} {verified.Version}")));
        foreach (var finding in verified.Findings)
        {
            await terminal.Out.WriteLineAsync($"  {(finding.IsProven ? style.Good("proven    ") : style.Bad("not proven"))}  {finding.Name,-10}  {Plain(finding.Text)}");
        }

        await terminal.Out.WriteLineAsync($"not looked at, or not to be proven: {string.Join("; ", verified.NotProven)}");
    }

    private static JsonObject Document(VerifiedBundle verified) => new()
    {
        ["schema"] = "lepton/verify/v1",
        ["proven"] = verified.IsProven,
        ["model"] = verified.Model,
        ["version"] = verified.Version,
        ["findings"] = new JsonArray([.. verified.Findings.Select(f => (JsonNode)new JsonObject { ["name"] = f.Name, ["proven"] = f.IsProven, ["text"] = f.Text })]),
        ["not-proven"] = new JsonArray([.. verified.NotProven.Select(n => (JsonNode)n)]),
    };
}
