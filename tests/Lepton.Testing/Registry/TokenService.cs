using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lepton.Testing.Registry;

/// <summary>Gives tokens to those who have the password, for the repositories that they may push to (distribution, "Token Authentication Specification").</summary>
public sealed class TokenService : IAsyncDisposable
{
    public const string Service = "test-registry";
    public const string Issuer = "test-issuer";

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 certificate;
    private readonly WebApplication app;

    private TokenService()
    {
        var now = DateTimeOffset.UtcNow;
        certificate = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.Run(AnswerAsync);
    }

    public string Certificate => certificate.ExportCertificatePem();

    public Uri Realm => new(app.Urls.First() + "/token");

    /// <summary>User and password, or an empty user and an identity token, and the repositories that they may push to.</summary>
    public Dictionary<(string User, string Secret), Func<string, bool>> Users { get; } = [];

    /// <summary>Scopes that were asked for, in order.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public static async Task<TokenService> StartAsync()
    {
        var service = new TokenService();
        await service.app.StartAsync();
        return service;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        certificate.Dispose();
        key.Dispose();
    }

    private static string Url64(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private async Task AnswerAsync(HttpContext context)
    {
        var (who, scope) = context.Request.Method == "POST"
            ? ((string.Empty, context.Request.Form["refresh_token"].ToString()), context.Request.Form["scope"].ToString())
            : (Basic(context.Request.Headers.Authorization.ToString()), context.Request.Query["scope"].ToString());
        Asked.Enqueue(scope);
        if (!Users.TryGetValue(who, out var mayPush))
        {
            context.Response.StatusCode = 401;
            return;
        }

        var parts = scope.Split(':');
        var actions = parts[^1].Split(',').Where(a => a == "pull" || mayPush(parts[1]));
        await context.Response.WriteAsync(new JsonObject { [context.Request.Method == "POST" ? "access_token" : "token"] = Token(parts[1], actions) }.ToJsonString());
    }

    private static (string User, string Secret) Basic(string header)
    {
        if (!header.StartsWith("Basic ", StringComparison.Ordinal))
        {
            return ("nobody", string.Empty);
        }

        var text = Encoding.UTF8.GetString(Convert.FromBase64String(header[6..])).Split(':', 2);
        return (text[0], text[1]);
    }

    private string Token(string repository, IEnumerable<string> actions)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var header = new JsonObject { ["typ"] = "JWT", ["alg"] = "ES256", ["x5c"] = new JsonArray(Convert.ToBase64String(certificate.RawData)) };
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["aud"] = Service,
            ["sub"] = "test",
            ["nbf"] = now - 10,
            ["iat"] = now,
            ["exp"] = now + 300,
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["access"] = new JsonArray(new JsonObject { ["type"] = "repository", ["name"] = repository, ["actions"] = new JsonArray([.. actions.Select(a => (JsonNode)a)]) }),
        };
        var text = $"{Url64(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Url64(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        return $"{text}.{Url64(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256))}";
    }
}
