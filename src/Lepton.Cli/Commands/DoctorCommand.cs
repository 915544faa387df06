using System.CommandLine;
using System.Text.Json.Nodes;
using Lepton.Cli.Output;
using Lepton.Cli.Pipeline;
using Lepton.Training.Torch.Devices;
using Lepton.Core;
using Lepton.Runtime.Native;

namespace Lepton.Cli.Commands;

/// <summary><c>lepton doctor</c>: which engines are there.</summary>
internal static class DoctorCommand
{
    public static Command Create(Terminal terminal, CommonOptions common)
    {
        var command = new Command("doctor", "Show every engine: found or not, where, which version, what installs it");
        command.Options.Add(common.Json);
        command.Options.Add(common.Plain);
        command.SetAction((arguments, _) => Session.RunAsync(terminal, arguments, common, Run));
        return command;
    }

    private static ExitCode Run(Session session)
    {
        var terminal = session.Terminal;
        using var engines = new Engines(NativeLibraryFolders.Default, () => null);
        var found = new[]
        {
            (Name: "duckdb", Use: "reads data", engines.Duck?.Version, Path: engines.Duck?.LibraryPath, Install: "./build.sh Compile"),
            (Name: "onnxruntime", Use: "scores models", engines.Onnx?.Version, Path: engines.Onnx?.LibraryPath, Install: "./build.sh Compile"),
            (Name: "xgboost", Use: "trainer xgboost", engines.XGBoost?.Version, Path: SystemLibrary.Find("libxgboost.so.0") ?? engines.XGBoost?.LibraryPath, Install: "sudo apt-get install libxgboost0"),
            (Name: "torch", Use: "trainer torch", engines.TorchLibrary?.Version, Path: engines.TorchLibrary?.LibraryPath, Install: "sudo apt-get install libtorch-dev libgloo-dev libopenblas0-pthread cmake g++; ./build.sh Compile"),
            (Name: "linear", Use: "trainer linear", Version: (string?)LeptonCommand.Version, Path: (string?)"built in", Install: string.Empty),
        };
        if (session.Json)
        {
            terminal.Out.WriteLine(new JsonObject
            {
                ["schema"] = "lepton/doctor/v1",
                ["version"] = LeptonCommand.Version,
                ["device"] = Device.Class,
                ["gpus"] = new JsonArray([.. CudaDevices.Classes().Select(c => (JsonNode)c)]),
                ["engines"] = new JsonArray([.. found.Select(f => (JsonNode)new JsonObject
                {
                    ["name"] = f.Name, ["found"] = f.Version is not null, ["version"] = f.Version, ["path"] = f.Version is null ? null : f.Path, ["install"] = f.Version is null ? f.Install : null,
                })]),
            }.ToJsonString(OutcomeJson.Indented));
            return ExitCode.Done;
        }

        var style = new Style(session.Terminal.HasColour);
        terminal.Out.WriteLine($"lepton {LeptonCommand.Version} on {Device.Class}, {Environment.ProcessorCount} cores{string.Concat(CudaDevices.Classes().Select((c, i) => $", cuda:{i} ({c})"))}");
        foreach (var f in found)
        {
            terminal.Out.WriteLine(f.Version is null
                ? $"{f.Name,-13} {style.Bad("missing")}   {f.Use,-16} install: {f.Install}"
                : $"{f.Name,-13} {style.Good($"{f.Version,-9}")} {f.Use,-16} {f.Path}");
        }

        return ExitCode.Done;
    }
}
