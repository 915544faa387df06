using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Nuke.Common;
using Nuke.Common.IO;

/// <summary>Installs what is missing where it may, else says the exact command.</summary>
static class Setup
{
    const int Infrastructure = 4;

    const string Dpkg = "/var/lib/dpkg/info";

    static readonly string[] TorchPackages = ["libtorch-dev", "libgloo-dev", "libopenblas0-pthread", "cmake", "g++"];
    static readonly string[] TestPackages = ["libxgboost0", "python3-onnx", "docker-registry", "apache2-utils", "chromium", "rsync", "skopeo", .. TorchPackages];

    public static string RuntimeIdentifier =>
        $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

    public static string Executable(string name) => OperatingSystem.IsWindows() ? name + ".exe" : name;

    /// <summary>Whether the natives of this lock file's content are there.</summary>
    public static bool HasNatives(AbsolutePath folder, AbsolutePath lockFile)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(lockFile)))[..16];
        var current = folder / "current";
        return File.Exists(current)
            && File.ReadAllText(current).StartsWith(digest, StringComparison.Ordinal)
            && Directory.Exists(folder / File.ReadAllText(current).Trim());
    }

    public static void RequireNpm(NukeBuild build)
    {
        if (!OnPath("npm") && !Install("npm"))
        {
            build.ExitCode = Infrastructure;
            Assert.Fail("npm was not found. Install it: sudo apt-get install npm");
        }
    }

    /// <summary>Where the libtorch is that can be compiled against, and its version; null where one of libtorch, CMake and compiler is missing.</summary>
    public static string? TorchVersion
    {
        get
        {
            var folder = Environment.GetEnvironmentVariable("LIBTORCH") is { Length: > 0 } named ? named : "/usr";
            var header = Path.Combine(folder, "include", "torch", "csrc", "api", "include", "torch", "version.h");
            return File.Exists(header) && OnPath("cmake") && (OnPath("c++") || OnPath("g++") || OnPath("clang++")) ? $"{folder}\n{File.ReadAllText(header)}" : null;
        }
    }

    /// <summary>The C compiler that links the command, installed if need be; null where there is none: the command then needs .NET and starts slower.</summary>
    public static string? FindCompiler()
    {
        string[] names = OperatingSystem.IsWindows() ? [] : ["clang", "gcc"];
        return Array.Find(names, OnPath) ?? (Install("gcc") && OnPath("gcc") ? "gcc" : null);
    }

    /// <summary>Packages of the engines that the specs name and that are not there.</summary>
    public static string[] MissingEngines(AbsolutePath root)
    {
        if (!OperatingSystem.IsLinux())
        {
            return [];
        }

        var lines = Directory.EnumerateFiles(root / "models", "*.yaml", SearchOption.AllDirectories)
            .Where(f => !f.EndsWith(".lock.yaml", StringComparison.Ordinal))
            .SelectMany(File.ReadLines).Select(l => l.Trim()).Where(l => l.Contains("type: ", StringComparison.Ordinal)).ToHashSet();
        bool IsNamed(string trainer) => lines.Any(l => l == $"type: {trainer}" || l.Contains($"type: {trainer},", StringComparison.Ordinal));

        string[] boosting = IsNamed("xgboost") && !Loads("libxgboost.so.0", "libxgboost.so") ? ["libxgboost0"] : [];
        string[] networks = IsNamed("torch") && Environment.GetEnvironmentVariable("LIBTORCH") is null ? Missing(TorchPackages) : [];
        return [.. boosting, .. networks];
    }

    /// <summary>Installs them where it may. What cannot be had is left to the command: the model that needs it fails alone.</summary>
    public static void InstallEngines(AbsolutePath root) => Install(MissingEngines(root));

    /// <summary>Packages that only tests need and that are not installed.</summary>
    public static string[] MissingTestTools => Missing(TestPackages);

    /// <summary>Whether the npm packages that only tests need are those of the lock file.</summary>
    public static bool HasTestPackages(AbsolutePath root) =>
        File.Exists(TestPackagesStamp(root)) && File.ReadAllText(TestPackagesStamp(root)) == Digest(root / "tests" / "tools" / "package-lock.json");

    /// <summary>Installs them where it may; a test that lacks its tool says so.</summary>
    public static void InstallTestTools(NukeBuild build, AbsolutePath root)
    {
        if (MissingTestTools is { Length: > 0 } missing)
        {
            Install(missing);
        }

        if (!HasTestPackages(root))
        {
            RequireNpm(build);
            var folder = root / "artifacts" / "test-tools";
            Directory.CreateDirectory(folder);
            foreach (var name in new[] { "package.json", "package-lock.json" })
            {
                File.Copy(root / "tests" / "tools" / name, folder / name, overwrite: true);
            }

            Console.Error.WriteLine("fetching what only tests need by npm (once, about 90 MB)");
            var code = Tools.Start("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], folder);
            Assert.True(code == 0, $"npm ci ended with exit code {code}");
            File.WriteAllText(TestPackagesStamp(root), Digest(root / "tests" / "tools" / "package-lock.json"));
        }
    }

    static string TestPackagesStamp(AbsolutePath root) => root / "artifacts" / "test-tools" / ".digest";

    static string Digest(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    static string[] Missing(string[] packages) =>
        [.. packages.Where(p => !Directory.Exists(Dpkg) || Directory.GetFiles(Dpkg, $"{p}.list").Length + Directory.GetFiles(Dpkg, $"{p}:*.list").Length == 0)];

    static bool Loads(params string[] names) => names.Any(n => NativeLibrary.TryLoad(n, out _));

    static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Any(p => File.Exists(Path.Combine(p, Executable(program))) || File.Exists(Path.Combine(p, program + ".cmd")));

    static bool Install(params string[] packages)
    {
        if (!OperatingSystem.IsLinux() || !OnPath("apt-get"))
        {
            return false;
        }

        string[] prefix = Environment.UserName == "root" ? [] : OnPath("sudo") ? ["sudo", "-n"] : ["false"];
        if (prefix is ["false"])
        {
            return false;
        }

        Console.Error.WriteLine($"installing {string.Join(' ', packages)} by apt-get");
        string[] install = ["install", "-y", "-q", .. packages];
        return Apt(prefix, install) || (Apt(prefix, "update", "-q") && Apt(prefix, install));
    }

    static bool Apt(string[] prefix, params string[] arguments)
    {
        string[] all = [.. prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", .. arguments];
        return Tools.Start(all[0], all[1..]) == 0;
    }
}
