using System;
using System.Collections.Generic;
using System.Linq;
using System.Security;
using System.Text;

namespace Lepton.Sdk.Generation;

/// <summary>The targets file of a package with models: it puts them beside whatever app uses the package. It needs nothing of Lepton.</summary>
internal static class PackageTargets
{
    public static string Make(IReadOnlyList<PackedModel> models)
    {
        var text = new StringBuilder();
        text.Append("<Project>\n");
        if (models.Any(m => m.Url is not null))
        {
            text.Append("""
                  <PropertyGroup>
                    <!-- Models too large for a package are fetched once for each user. -->
                    <LeptonModelCache Condition="'$(LeptonModelCache)' == ''">$([System.Environment]::GetFolderPath(SpecialFolder.LocalApplicationData))/lepton/models/</LeptonModelCache>
                  </PropertyGroup>

                """);
        }

        foreach (var model in models)
        {
            var path = model.Url is null ? $"$(MSBuildThisFileDirectory)../lepton/{Escape(model.Name)}/{Escape(model.Name)}.onnx" : Cached(model);
            text.Append("  <ItemGroup>\n    <Content Include=\"").Append(path).Append("\" Link=\"models/").Append(Escape(model.Name))
                .Append(".onnx\" CopyToOutputDirectory=\"PreserveNewest\" CopyToPublishDirectory=\"PreserveNewest\" ExcludeFromSingleFile=\"true\" Pack=\"false\" Visible=\"false\" />\n  </ItemGroup>\n");
            if (model.Url is not null)
            {
                text.Append(Fetch(model));
            }
        }

        return text.Append("</Project>\n").ToString();
    }

    // MSBuild's own tasks fetch it beside its place and check it; only then is it moved there.
    private static string Fetch(PackedModel model)
    {
        var (name, url) = (Escape(model.Name), Escape(model.Url!));
        var size = $"{Math.Max(1, model.Size / 1_000_000)} MB";
        return $"""
              <Target Name="_LeptonFetch_{model.Sha256}" BeforeTargets="AssignTargetPaths" Condition="'$(DesignTimeBuild)' != 'true' and (!Exists('{Cached(model)}.verified') or !Exists('{Cached(model)}'))">
                <PropertyGroup>
                  <_LeptonBeside>{Cached(model)}.$([System.Guid]::NewGuid())</_LeptonBeside>
                  <_LeptonFetched />
                </PropertyGroup>
                <Message Importance="high" Text="Fetching the model {name} ({size}), once for this user" Condition="!Exists('{Cached(model)}')" />
                <DownloadFile SourceUrl="{url}" DestinationFolder="$([System.IO.Path]::GetDirectoryName('$(_LeptonBeside)'))" DestinationFileName="$([System.IO.Path]::GetFileName('$(_LeptonBeside)'))" Retries="2" ContinueOnError="true" Condition="!Exists('{Cached(model)}')" />
                <Move SourceFiles="$(_LeptonBeside)" DestinationFiles="{Cached(model)}" Condition="Exists('$(_LeptonBeside)')" />
                <Error Code="LPT7009" Text="the model {name} ({size}) is not in this user's cache and cannot be fetched. With a network: curl --fail --location --create-dirs --output &quot;{Cached(model)}&quot; &quot;{url}&quot;" Condition="!Exists('{Cached(model)}')" />
                <GetFileHash Files="{Cached(model)}" Algorithm="SHA256" HashEncoding="hex" Condition="Exists('{Cached(model)}')">
                  <Output TaskParameter="Hash" PropertyName="_LeptonFetched" />
                </GetFileHash>
                <Delete Files="{Cached(model)}" Condition="!$(_LeptonFetched.Equals('{model.Sha256}', StringComparison.OrdinalIgnoreCase))" />
                <Error Code="LPT7010" Text="the model {name} that was fetched is another one (SHA-256 $(_LeptonFetched)) than the package names ({model.Sha256}); it was removed" Condition="!Exists('{Cached(model)}')" />
                <WriteLinesToFile File="{Cached(model)}.verified" Lines="{model.Sha256}" Overwrite="true" />
              </Target>

            """;
    }

    private static string Cached(PackedModel model) => $"$(LeptonModelCache){model.Sha256}/{Escape(model.Name)}.onnx";

    // Of XML and of MSBuild, whose own characters a name or an address could hold.
    private static string Escape(string text) => SecurityElement.Escape(text.Replace("%", "%25").Replace("$", "%24").Replace("@", "%40").Replace("*", "%2a").Replace("?", "%3f").Replace(";", "%3b"))!;
}
