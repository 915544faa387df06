using System.Diagnostics.CodeAnalysis;
using Nuke.Common;
using Nuke.Common.IO;

/// <summary>Lepton's own build graph. <c>./build.sh --help</c> lists targets and parameters.</summary>
[SuppressMessage("Design", "CA1050", Justification = "NUKE's convention: the build class has no namespace.")]
partial class Build : NukeBuild
{
    [Parameter("Debug or Release")]
    readonly string Configuration = "Release";

    AbsolutePath Solution => RootDirectory / "Lepton.sln";

    AbsolutePath Artifacts => RootDirectory / "artifacts";

    AbsolutePath LeptonFolder => Artifacts / "lepton";

    public static int Main()
    {
        var code = Execute<Build>(x => x.Compile);
        if (Tests.Counted is { } counted)
        {
            Console.WriteLine(counted);
        }

        return code;
    }

    Target Clean => _ => _
        .Description("Remove everything that the build made, the store aside")
        .Before(Restore)
        .Executes(() => Artifacts.DeleteDirectory());

    Target Restore => _ => _
        .Description("Restore packages, in locked mode on CI")
        .OnlyWhenDynamic(() => PackagesChanged)
        .Executes(() =>
        {
            Tools.DotNet($"restore \"{Solution}\"");
            PackageStamp.Write();
        });

    Target Natives => _ => _
        .Description("Fetch DuckDB and ONNX Runtime, once for each content of build/native/package-lock.json")
        .OnlyWhenDynamic(() => NativesMissing)
        .Executes(() =>
        {
            Setup.RequireNpm(this);
            Tools.DotNet($"msbuild \"{RootDirectory / "build" / "native" / "Natives.proj"}\" -nologo -v:minimal");
        });

    Target Torch => _ => _
        .Description("Compile the bridge to libtorch, where a libtorch, CMake and a C++ compiler are")
        .OnlyWhenDynamic(() => TorchChanged)
        .Executes(() =>
        {
            Tools.DotNet($"msbuild \"{RootDirectory / "build" / "native" / "Torch.proj"}\" -nologo -v:minimal");
            TorchStamp.Write();
        });

    Target Compile => _ => _
        .Description("Leave the command, compiled ahead, at artifacts/lepton/lepton")
        .DependsOn(Restore, Natives, Torch)
        .WhenSkipped(DependencyBehavior.Execute)
        .OnlyWhenDynamic(() => SourcesChanged)
        .Executes(() =>
        {
            var beside = Artifacts / $".lepton-{Guid.NewGuid():N}";
            var ahead = Setup.FindCompiler() is { } compiler ? $"-p:CppCompilerAndLinker={compiler}" : "--self-contained false -p:PublishAot=false -p:PublishReadyToRun=true";
            Tools.DotNet($"publish \"{RootDirectory / "src" / "Lepton.Cli"}\" -c {Configuration} -r {Setup.RuntimeIdentifier} {ahead} -o \"{beside}\"");
            LeptonFolder.DeleteDirectory();
            beside.Rename(LeptonFolder);
            SourceStamp.Write();
        });

    Target Pack => _ => _
        .Description("Leave the NuGet packages at artifacts/packages: the SDK for dotnet build, the runtime, the command with its engines, templates")
        .DependsOn(Compile)
        .Executes(() =>
        {
            Tools.DotNet($"publish \"{RootDirectory / "tasks" / "Lepton.Sdk"}\" -c {Configuration} -f net10.0 -r {Setup.RuntimeIdentifier} --self-contained false -p:PublishReadyToRun=true -o \"{Artifacts / "tasks"}\"");
            // The template of an app is the example that the command writes, and a project around it.
            (Artifacts / "example").DeleteDirectory();
            Tools.Run(LeptonFolder / Setup.Executable("lepton"), ["init", Artifacts / "example"]);
            foreach (var project in new[] { "src/Lepton.Runtime", "tasks/Lepton.Sdk", "tasks/Lepton.Engines", "tasks/Lepton.Templates" })
            {
                Tools.DotNet($"pack \"{RootDirectory / project}\" -c {Configuration} -p:LeptonTasksAhead=\"{Artifacts / "tasks"}\" -o \"{Artifacts / "packages"}\"");
            }
        });

    Target TestTools => _ => _
        .Description("Install what only tests need: every engine, Debian's tools that stand beside ours in them, GitHub's description of its API")
        .Before(Torch)
        .OnlyWhenDynamic(() => TestToolsMissing)
        .Executes(() => Setup.InstallTestTools(this, RootDirectory));

    Target Test => _ => _
        .Description("Run every test; the last line counts them")
        .DependsOn(TestTools, Pack)
        .WhenSkipped(DependencyBehavior.Execute)
        .Executes(() => ExitCode = Tests.Run(this));

    Target Benchmark => _ => _
        .Description("Measure against the peers; --suite chooses one")
        .DependsOn(Compile)
        .Executes(() => Tools.Run(RootDirectory / "bench" / "run", Suite is null ? [] : [Suite]));
}
