using System.Text;
using Lepton.Testing;

namespace Lepton.Acceptance.Tests;

/// <summary>What projects outside of the repository restore from: the packages that Pack made, and nothing else.</summary>
public sealed class SdkFixture : IDisposable
{
    private readonly TempFolder folder = new();

    public static string Feed { get; } = Directory.Exists(Repository.File("artifacts", "packages")) ? Repository.File("artifacts", "packages") : throw new InvalidOperationException("run ./build.sh Pack first");

    /// <summary>Where packages are unpacked, once for all projects.</summary>
    public string Packages => folder.File("packages");

    public void Dispose() => folder.Dispose();

    /// <summary>A project outside of the repository, with the example's model.</summary>
    /// <param name="withOtherFeeds">Whether the machine's own feeds are asked, too: for the runtime that a trimmed app carries.</param>
    internal User Project(string program, string properties = "", string model = "models/house-price.yaml", bool withOtherFeeds = false)
    {
        var user = User.WithExample();
        UseFeeds(user, Packages, withOtherFeeds ? string.Empty : "<clear />");
        user.Write("app.csproj", new StringBuilder($$"""
            <Project Sdk="Microsoft.NET.Sdk">
              <Sdk Name="Lepton.Sdk" Version="0.1.0" />
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <RootNamespace>Shop</RootNamespace>
                {{properties}}
              </PropertyGroup>
              <ItemGroup>
                <LeptonModel Include="{{model}}" />
              </ItemGroup>
            </Project>
            """).ToString());
        user.Write("Program.cs", program);
        return user;
    }

    /// <summary>Has a user's projects restore from the packages that Pack made, and stand for themselves.</summary>
    /// <param name="packages">Where they are unpacked.</param>
    /// <param name="more">More sources, or that the machine's own are not asked.</param>
    internal static void UseFeeds(User user, string packages, string more)
    {
        user.Write("nuget.config", $"<configuration><packageSources>{more}<add key=\"local\" value=\"{Feed}\" /></packageSources><config><add key=\"globalPackagesFolder\" value=\"{packages}\" /></config></configuration>");
        user.Write("Directory.Build.props", "<Project />");
    }

    /// <summary>An app elsewhere that references the package Acme.Houses of a feed, and nothing of Lepton.</summary>
    internal User Consumer(string program, string feed)
    {
        var user = new User();
        UseFeeds(user, user.File("packages"), $"<add key=\"models\" value=\"{feed}\" />");
        user.Write("shop.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Acme.Houses" Version="1.2.3" />
              </ItemGroup>
            </Project>
            """);
        user.Write("Program.cs", program);
        return user;
    }
}
