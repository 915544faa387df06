using Nuke.Common;

partial class Build
{
    [Parameter("Names of models, or patterns such as tumor-*; default all")]
    readonly string[] Model = [];

    [Parameter("Suite of benchmarks: samples, startup, hashing, bootstrap, engines, memory, text, graph, remote, msbuild or predictor, torch or networks")]
    readonly string? Suite;

    Target Validate => _ => _
        .Description("Check every spec")
        .DependsOn(Compile)
        .Executes(() => Lepton("validate"));

    Target Train => _ => _
        .Description("Take the models from raw data to gated, locked ONNX files")
        .DependsOn(Engines, Compile)
        .WhenSkipped(DependencyBehavior.Execute)
        .Executes(() => Lepton("train", Model));

    Target Engines => _ => _
        .Description("Install the engines that the specs name, where that may be done")
        .Before(Torch)
        .OnlyWhenDynamic(() => Setup.MissingEngines(RootDirectory).Length > 0)
        .Executes(() => Setup.InstallEngines(RootDirectory));

    Target Evaluate => _ => _
        .Description("Measure the models on their test rows")
        .DependsOn(Compile)
        .Executes(() => Lepton("evaluate", Model));

    Target Gate => _ => _
        .Description("Judge the models by their gates")
        .DependsOn(Compile)
        .Executes(() => Lepton("gate", Model));

    // The command's exit code is the build's: 3 tells a gate from a defect.
    void Lepton(string command, params string[] arguments) =>
        ExitCode = Tools.Start(LeptonFolder / Setup.Executable("lepton"), [command, .. arguments], RootDirectory);
}
