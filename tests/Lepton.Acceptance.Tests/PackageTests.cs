using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Lepton.Core.Digests;
using Lepton.Testing;
using Lepton.Testing.Registry;

namespace Lepton.Acceptance.Tests;

/// <summary>Models as NuGet packages, and apps that use them and know nothing of Lepton.</summary>
public sealed class PackageTests(SdkFixture sdk) : IClassFixture<SdkFixture>
{
    private const string App = """
        using Shop;

        using var model = HousePrice.Load();
        Console.WriteLine(model.Predict(new HousePriceInput { Area = 80, Rooms = 3, District = "north" }).Price.ToString("R") + " " + HousePrice.Info.Version);
        """;

    private const string Library = "<OutputType>Library</OutputType><PackageId>Acme.Houses</PackageId><Version>1.2.3</Version>";

    [Fact]
    public void A_package_holds_the_model_its_card_and_its_proof()
    {
        using var user = sdk.Project("namespace Shop;", Library);
        user.Edit("models/house-price.yaml", "gates:", "card:\n  intended-use: Flats in one city.\n  limits: No castles.\n  license: Apache-2.0\ngates:");
        Pack(user);
        using var package = ZipFile.OpenRead(user.File("feed/Acme.Houses.1.2.3.nupkg"));
        string Text(string name)
        {
            using var reader = new StreamReader(package.GetEntry(name)!.Open());
            return reader.ReadToEnd();
        }

        Assert.Equal(Text("lepton/house-price/checksums.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries), package.Entries
            .Where(e => e.FullName.StartsWith("lepton/house-price/", StringComparison.Ordinal) && e.Name is not ("checksums.txt" or "provenance.json"))
            .OrderBy(e => e.Name, StringComparer.Ordinal)
            .Select(e =>
            {
                using var stream = e.Open();
                using var bytes = new MemoryStream();
                stream.CopyTo(bytes);
                return $"{Digest.Of(bytes.ToArray()).Hex}  {e.Name}";
            }));
        Assert.StartsWith("# house-price\n", Text("README.md"), StringComparison.Ordinal);
        Assert.Contains("## Intended use\n\nFlats in one city.\n\n## Limits\n\nNo castles.", Text("README.md"), StringComparison.Ordinal);
        Assert.StartsWith("---\nlibrary_name: onnx\nlicense: apache-2.0\n", Text("lepton/house-price/README.md"), StringComparison.Ordinal);
        var metrics = JsonNode.Parse(Text("lepton/house-price/metrics.json"))!;
        Assert.Equal(("lepton/metrics/v1", "pass"), ((string)metrics["schema"]!, (string)metrics["gates"]![0]!["verdict"]!));
        var statement = JsonNode.Parse(Text("lepton/house-price/provenance.json"))!;
        Assert.Contains(statement["subject"]!.AsArray(), s => (string)s!["name"]! == "house-price.onnx" && (string)s["digest"]!["sha256"]! == ((string)metrics["artifact"]!["digest"]!)["sha256:".Length..]);
        var metadata = XDocument.Parse(Text("Acme.Houses.nuspec")).Descendants().Where(e => !e.HasElements).ToDictionary(e => e.Name.LocalName, e => e.Value);
        Assert.Equal("README.md", metadata["readme"]);
        Assert.Contains("Lepton.Runtime", Text("Acme.Houses.nuspec"), StringComparison.Ordinal);
        Assert.DoesNotContain("Lepton.Sdk", Text("Acme.Houses.nuspec"), StringComparison.Ordinal);
        Assert.DoesNotContain("Lepton.Engines", Text("Acme.Houses.nuspec"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--self-contained", "false")]
    [InlineData("--self-contained", "true", "-p:PublishTrimmed=true", "-p:PublishSingleFile=true", "-p:TreatWarningsAsErrors=true")]
    public void An_app_that_references_the_package_needs_nothing_else(params string[] options)
    {
        using var user = sdk.Project("namespace Shop;", Library);
        Pack(user);
        using var other = sdk.Consumer(App, user.File("feed"));
        var publish = other.DotNet(["publish", "-r", "linux-x64", "-o", other.File("out"), .. options]);
        Assert.True(publish.Code == 0, publish.ToString());
        var app = User.Wait(other.Start(other.File("out/shop"), []));
        user.Write("rows.csv", "area,rooms,district\n80,3,north\n");
        Assert.Equal(user.Type("predict", "house-price", "rows.csv").Out.Split('\n')[1] + " 1.2.3\n", app.Out);
        Assert.False(Directory.Exists(other.File(".lepton")));
    }

    [Fact]
    public async Task A_large_model_stays_out_and_is_fetched_once_and_verified()
    {
        using var user = sdk.Project("namespace Shop;", Library);
        var refused = user.DotNet("pack", "-p:LeptonPackLimit=1000");
        Assert.Contains("models/house-price.yaml : Lepton error LPT7008: the model house-price has ", refused.Out, StringComparison.Ordinal);
        await using var server = await FileServer.StartAsync();
        Pack(user, "-p:LeptonPackLimit=1000", $"-p:LeptonModelUrl={server.Url}/{{name}}/{{sha256}}?a=1&b=2");
        using (var package = ZipFile.OpenRead(user.File("feed/Acme.Houses.1.2.3.nupkg")))
        {
            Assert.Null(package.GetEntry("lepton/house-price/house-price.onnx"));
        }

        using var other = sdk.Consumer(App, user.File("feed"));
        var cache = $"-p:LeptonModelCache={other.File("cache")}/";
        server.Content = [1, 2, 3];
        var wrong = other.Build(cache);
        Assert.Contains("error LPT7010: the model house-price that was fetched is another one", wrong.Out, StringComparison.Ordinal);

        server.Content = await File.ReadAllBytesAsync(user.File("bin/Release/net10.0/models/house-price.onnx"));
        var build = other.Build(cache);
        Assert.True(build.Code == 0, build.ToString());
        Assert.Equal($"/house-price/{Digest.Of(server.Content).Hex}?a=1&b=2", server.Asked.Last());
        Assert.Equal(0, User.Wait(other.Start("dotnet", [other.File("bin/Debug/net10.0/shop.dll")])).Code);
        var count = server.Asked.Count;
        Directory.Delete(other.File("bin"), recursive: true);
        Assert.Equal(0, other.Build(cache).Code);
        Assert.Equal(count, server.Asked.Count);

        await server.StopAsync();
        Directory.Delete(other.File("cache"), recursive: true);
        var offline = other.Build(cache);
        Assert.Contains("error LPT7009: the model house-price (1 MB) is not in this user's cache and cannot be fetched. With a network: curl --fail --location --create-dirs --output", offline.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_image_has_the_model()
    {
        using var user = sdk.Project(App);
        using var registry = new RegistryServer();
        await PushEmptyImageAsync(registry.Address);
        user.Variables["DOTNET_CONTAINER_INSECURE_REGISTRIES"] = registry.Address;
        var publish = user.DotNet("publish", "-t:PublishContainer", $"-p:ContainerBaseImage={registry.Address}/base:1", $"-p:ContainerRegistry={registry.Address}", "-p:ContainerRepository=app");
        Assert.True(publish.Code == 0, publish.ToString());
        var files = Directory.EnumerateFiles(registry.Data, "data", SearchOption.AllDirectories).SelectMany(FilesOf).ToList();
        Assert.Contains(files, f => f.EndsWith("models/house-price.onnx", StringComparison.Ordinal));
    }

    private static void Pack(User user, params string[] options)
    {
        var pack = user.DotNet(["pack", "-o", user.File("feed"), .. options]);
        Assert.True(pack.Code == 0, pack.ToString());
    }

    private static IEnumerable<string> FilesOf(string blob)
    {
        var bytes = File.ReadAllBytes(blob);
        if (bytes is not [0x1f, 0x8b, ..])
        {
            yield break;
        }

        using var reader = new TarReader(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress));
        while (reader.GetNextEntry() is { } entry)
        {
            yield return entry.Name;
        }
    }

    // An image for publish to build upon: one empty layer.
    private static async Task PushEmptyImageAsync(string registry)
    {
        var tar = new byte[1024];
        using var zipped = new MemoryStream();
        await using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(tar);
        }

        using var client = new HttpClient { BaseAddress = new Uri($"http://{registry}/v2/base/") };
        var layer = await PushAsync(client, zipped.ToArray());
        var configuration = await PushAsync(client, Encoding.UTF8.GetBytes($$$"""{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["{{{Digest.Of(tar)}}}"]}}"""));
        var manifest = $$$"""{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json","config":{"mediaType":"application/vnd.docker.container.image.v1+json",{{{configuration}}}},"layers":[{"mediaType":"application/vnd.docker.image.rootfs.diff.tar.gzip",{{{layer}}}}]}""";
        using var content = new StringContent(manifest, Encoding.UTF8, "application/vnd.docker.distribution.manifest.v2+json");
        (await client.PutAsync("manifests/1", content)).EnsureSuccessStatusCode();
    }

    private static async Task<string> PushAsync(HttpClient client, byte[] blob)
    {
        using var begun = (await client.PostAsync("blobs/uploads/", null)).EnsureSuccessStatusCode();
        using var content = new ByteArrayContent(blob);
        var target = new UriBuilder(begun.Headers.Location!);
        target.Query = target.Query.TrimStart('?') + $"&digest={Digest.Of(blob)}";
        (await client.PutAsync(target.Uri, content)).EnsureSuccessStatusCode();
        return $"\"digest\":\"{Digest.Of(blob)}\",\"size\":{blob.Length}";
    }
}
