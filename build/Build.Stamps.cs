
partial class Build
{
    ContentStamp SourceStamp => new(
        LeptonFolder / ".sources",
        RootDirectory,
        ["src", "build/native/package-lock.json", "Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig"],
        Configuration);

    ContentStamp PackageStamp => new(
        Artifacts / "restored",
        RootDirectory,
        ["Directory.Packages.props", "Directory.Build.props", "global.json", "Lepton.sln", "*.csproj", "packages.lock.json"],
        string.Empty);

    ContentStamp TorchStamp => new(
        Artifacts / "native" / "torch" / ".sources",
        RootDirectory,
        ["src/Lepton.Training/Torch/native", "build/native/Torch.proj"],
        Setup.TorchVersion ?? string.Empty);

    bool TorchChanged => Setup.TorchVersion is not null && !TorchStamp.IsCurrent;

    bool TestToolsMissing => Setup.MissingTestTools.Length > 0 || !Setup.HasTestPackages(RootDirectory);

    bool SourcesChanged => !SourceStamp.IsCurrent;

    bool PackagesChanged => !PackageStamp.IsCurrent;

    bool NativesMissing => !Setup.HasNatives(Artifacts / "native", RootDirectory / "build" / "native" / "package-lock.json");
}
