using System.Diagnostics;
using Lepton.Testing;

namespace Lepton.Acceptance.Tests;

/// <summary>Somebody with a workspace, who types commands.</summary>
internal sealed class User : IDisposable
{
    private readonly TempFolder folder = new();

    public static string Command { get; } = Find();

    /// <summary>The folder of the libraries that npm brought.</summary>
    public static string Natives { get; } = Path.Combine(Repository.File("artifacts", "native"), System.IO.File.ReadAllText(Repository.File("artifacts", "native", "current")).Trim());

    public string Folder => folder.Path;

    /// <summary>Variables of the commands that the user types, beside those of the test's own process; none of a forge is passed on.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    public string File(string name) => folder.File(name);

    /// <summary>A user with the samples of this repository, without a store; those with networks train for long.</summary>
    public static User WithSamples(bool networks = false)
    {
        var user = new User();
        foreach (var part in new[] { "models", "data-specs", "data" })
        {
            foreach (var file in Directory.EnumerateFiles(Repository.File(part), "*", SearchOption.AllDirectories).Where(f => !f.Contains("/bin/", StringComparison.Ordinal) && !f.Contains("/obj/", StringComparison.Ordinal)))
            {
                var target = user.File(Path.GetRelativePath(Repository.Root, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                System.IO.File.Copy(file, target);
            }
        }

        System.IO.File.Copy(Repository.File("lepton.yaml"), user.File("lepton.yaml"));
        foreach (var spec in Directory.GetFiles(user.File("models"), "*.yaml").Where(f => !networks && System.IO.File.Exists(f) && System.IO.File.ReadAllText(f).Contains("type: torch", StringComparison.Ordinal)))
        {
            System.IO.File.Delete(spec);
            System.IO.File.Delete(Path.ChangeExtension(spec, ".lock.yaml"));
            System.IO.File.Delete(Path.ChangeExtension(spec, ".search.yaml"));
        }

        return user;
    }

    /// <summary>A user with what <c>lepton init</c> writes.</summary>
    public static User WithExample()
    {
        var user = new User();
        Assert.Equal(0, user.Type("init").Code);
        return user;
    }

    public Run Type(params string[] arguments) => Wait(Start(Command, arguments));

    public Run TypeIn(string subfolder, params string[] arguments) => Wait(Start(Command, arguments, subfolder));

    public Process Start(string program, IEnumerable<string> arguments, string subfolder = "")
    {
        var info = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder.File(subfolder), RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var name in info.Environment.Keys.Where(k => k.StartsWith("GITHUB_", StringComparison.Ordinal) || k.StartsWith("LEPTON_", StringComparison.Ordinal) || k.StartsWith("CI_", StringComparison.Ordinal)).ToList())
        {
            info.Environment.Remove(name);
        }

        info.Environment["LEPTON_NATIVE"] = Natives;
        info.Environment["DOCKER_CONFIG"] = folder.File("no-docker");
        foreach (var (name, value) in Variables)
        {
            info.Environment[name] = value;
        }

        return Process.Start(info)!;
    }

    public static Run Wait(Process process)
    {
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Run(process.ExitCode, output, error.Result);
    }

    /// <summary>Types <c>dotnet build</c>.</summary>
    public Run Build(params string[] options) => DotNet(["build", .. options]);

    public Run DotNet(params string[] arguments) => Wait(Start("dotnet", [arguments[0], "-nologo", "-nodeReuse:false", .. arguments[1..]]));

    /// <summary>Types a git command, which must succeed.</summary>
    public string Git(params string[] arguments)
    {
        var run = Wait(Start("git", ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "init.defaultBranch=main", .. arguments]));
        Assert.True(run.Code == 0, run.ToString());
        return run.Out.Trim();
    }

    /// <summary>Names a remote store in lepton.yaml.</summary>
    public void UseRemote(string registry, string read = "main", string write = "${branch}") =>
        Write("lepton.yaml", $"apiVersion: lepton/v1\nkind: Workspace\nname: example\nremote: {{ url: oci://{registry}/acme/cache, read: [{read}], write: \"{write}\" }}\n");

    public void Edit(string file, string old, string changed)
    {
        var text = System.IO.File.ReadAllText(File(file));
        Assert.Contains(old, text, StringComparison.Ordinal);
        System.IO.File.WriteAllText(File(file), text.Replace(old, changed, StringComparison.Ordinal));
    }

    public void Write(string file, string content) => folder.Write(file, content);

    public string Read(string file) => System.IO.File.ReadAllText(File(file));

    /// <summary>Files that a finished command must not leave behind.</summary>
    public IEnumerable<string> Leftovers() =>
        Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Where(f => f.EndsWith(".tmp", StringComparison.Ordinal) || f.Contains(Path.Combine(".lepton", "work"), StringComparison.Ordinal));

    public void Dispose() => folder.Dispose();

    private static string Find()
    {
        var path = Repository.File("artifacts", "lepton", OperatingSystem.IsWindows() ? "lepton.exe" : "lepton");
        return System.IO.File.Exists(path) ? path : throw new InvalidOperationException("run ./build.sh Compile first");
    }
}
