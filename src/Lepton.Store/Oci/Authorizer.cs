using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Store.Oci.Credentials;

namespace Lepton.Store.Oci;

/// <summary>
/// Answers a registry's challenges: basic credentials, or a bearer token fetched with them
/// (distribution, "Token Authentication Specification" and "Oauth2 Token Authentication").
/// </summary>
/// <param name="client">Asks the token service.</param>
internal sealed class Authorizer(HttpClient client, ICredentialSource credentials, OciLimits limits)
{
    private const int MaxAnswer = 1 << 20;

    private readonly ConcurrentDictionary<string, AuthenticationHeaderValue> known = new(StringComparer.Ordinal);

    /// <summary>What is sent with a request of this scope, as far as it is known.</summary>
    public AuthenticationHeaderValue? Known(Uri registry, string scope) => known.GetValueOrDefault(Key(registry, scope));

    /// <summary>Finds out what to send after the registry said 401; null where nothing more can be sent.</summary>
    public async Task<AuthenticationHeaderValue?> AnswerAsync(Uri registry, string scope, IEnumerable<AuthenticationHeaderValue> challenges, CancellationToken cancellation)
    {
        foreach (var challenge in challenges)
        {
            var credential = await credentials.FindAsync(registry.Authority, cancellation);
            var answer = challenge.Scheme.ToUpperInvariant() switch
            {
                "BASIC" when credential is { IsIdentityToken: false } => Basic(credential),
                "BEARER" => await TokenAsync(registry, ChallengeParameters.Parse(challenge.Parameter), scope, credential, cancellation),
                _ => null,
            };
            if (answer is not null)
            {
                return known[Key(registry, scope)] = answer;
            }
        }

        return null;
    }

    private static string Key(Uri registry, string scope) => $"{registry.Authority} {scope}";

    private static AuthenticationHeaderValue Basic(RegistryCredential credential) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.User}:{credential.Secret}")));

    private async Task<AuthenticationHeaderValue?> TokenAsync(Uri registry, IReadOnlyDictionary<string, string> challenge, string scope, RegistryCredential? credential, CancellationToken cancellation)
    {
        if (!challenge.TryGetValue("realm", out var text) || !Uri.TryCreate(registry, text, out var realm))
        {
            return null;
        }

        if (realm.Scheme != Uri.UriSchemeHttps && !realm.IsLoopback)
        {
            throw new OciException(OciFailure.Denied, $"{registry.Authority} asks for credentials at {realm.Scheme}://{realm.Authority}, which is not https");
        }

        var service = challenge.GetValueOrDefault("service", registry.Authority);
        using var request = Request(realm, service, scope, credential);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(limits.Answer);
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if ((int)response.StatusCode is 429 or >= 500)
            {
                throw new TransientException($"the token service {realm.Authority} answered {(int)response.StatusCode}", response.Headers.RetryAfter?.Delta);
            }

            if (!response.IsSuccessStatusCode)
            {
                return null;
            }

            var answer = JsonNode.Parse(await BoundedBody.ReadAsync(response, MaxAnswer, limit.Token));
            var token = (string?)answer?["token"] ?? (string?)answer?["access_token"];
            return token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new TransientException($"the token service {realm.Authority} did not answer: {e.Message}", null, e);
        }
    }

    private static HttpRequestMessage Request(Uri realm, string service, string scope, RegistryCredential? credential)
    {
        if (credential is { IsIdentityToken: true })
        {
            return new HttpRequestMessage(HttpMethod.Post, realm)
            {
                Content = new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["grant_type"] = "refresh_token",
                    ["service"] = service,
                    ["scope"] = scope,
                    ["client_id"] = "lepton",
                    ["refresh_token"] = credential.Secret,
                }),
            };
        }

        var separator = realm.Query.Length > 0 ? '&' : '?';
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{realm}{separator}service={Uri.EscapeDataString(service)}&scope={Uri.EscapeDataString(scope)}"));
        if (credential is not null)
        {
            request.Headers.Authorization = Basic(credential);
        }

        return request;
    }
}
