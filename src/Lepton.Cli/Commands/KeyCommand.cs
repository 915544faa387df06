using System.CommandLine;
using Lepton.Core;
using Lepton.Core.Diagnostics;
using Lepton.GitOps;
using Lepton.GitOps.Evidence.Signing;

namespace Lepton.Cli.Commands;

/// <summary><c>lepton key new</c>: a pair of keys to sign releases with.</summary>
internal static class KeyCommand
{
    private const string Variable = "env:";

    public static Command Create(Terminal terminal, CommonOptions common)
    {
        var file = new Argument<string>("file") { Description = "The file that gets the private key (PKCS#8, PEM); the public one gets the same name with .pub", HelpName = "file" };
        var curve = new Option<string>("--curve") { Description = "P-256, P-384 or P-521", DefaultValueFactory = _ => "P-256", HelpName = "name" };
        curve.AcceptOnlyFromAmong("P-256", "P-384", "P-521");
        var create = new Command("new", "Make a pair of keys: keep the private one secret, give the public one to who verifies") { file, curve };
        create.Options.Add(common.Plain);
        create.SetAction((arguments, cancellation) => Session.RunAsync(terminal, arguments, common, session => New(session, arguments.GetValue(file)!, int.Parse(arguments.GetValue(curve)![2..]))));
        return new Command("key", "Keys to sign releases with") { create };
    }

    /// <summary>The key that <c>--key</c> names: a file, or a variable as in env:NAME.</summary>
    /// <exception cref="DiagnosticException">There is none that can be used.</exception>
    public static SigningKey Open(Session session, string named)
    {
        if (named.StartsWith(Variable, StringComparison.Ordinal))
        {
            return SigningKey.Parse(Environment.GetEnvironmentVariable(named[Variable.Length..]) is { Length: > 0 } pem ? pem : throw new DiagnosticException(GitOpsDiagnostics.BadKey(named, "the variable is not set")), named);
        }

        return SigningKey.Parse(Read(session, named), named);
    }

    /// <summary>The text of a key's file.</summary>
    /// <exception cref="DiagnosticException">It cannot be read.</exception>
    public static string Read(Session session, string file)
    {
        try
        {
            return File.ReadAllText(Path.GetFullPath(Path.Combine(session.Terminal.Folder, file)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(CliDiagnostics.CannotRead(file, e.Message));
        }
    }

    private static ExitCode New(Session session, string file, int bits)
    {
        var path = Path.GetFullPath(Path.Combine(session.Terminal.Folder, file));
        using var key = SigningKey.Create(bits);
        foreach (var (name, text, isSecret) in new[] { (path, key.ToPem(), true), (path + ".pub", key.Public.Pem, false) })
        {
            try
            {
                var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
                if (isSecret && !OperatingSystem.IsWindows())
                {
                    options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
                }

                using var writer = new StreamWriter(name, options);
                writer.Write(text);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Never over a key that is there.
                return session.Fail(CliDiagnostics.CannotWrite(name, e.Message));
            }
        }

        session.Terminal.Out.WriteLine($"{file}: the private key; keep it out of the repository\n{file}.pub: the public key {key.Public.Id[..12]}; give it to who verifies");
        return ExitCode.Done;
    }
}
