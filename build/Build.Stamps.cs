
partial class Build
{
    ContentStamp SourceStamp => new(
        LeptonFolder / ".sources",
        RootDirectory,
        ["src", "Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig"],
        Configuration);

    ContentStamp PackageStamp => new(
        Artifacts / "restored",
        RootDirectory,
        ["Directory.Packages.props", "Directory.Build.props", "global.json", "Lepton.sln", "*.csproj", "packages.lock.json"],
        string.Empty);

    bool SourcesChanged => !SourceStamp.IsCurrent;

    bool PackagesChanged => !PackageStamp.IsCurrent;

    bool NativesMissing => !Setup.HasNatives(Artifacts / "native", RootDirectory / "build" / "native" / "package-lock.json");
}
