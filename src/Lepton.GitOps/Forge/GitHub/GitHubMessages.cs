using System.Text.Json.Serialization;

namespace Lepton.GitOps.Forge.GitHub;

internal sealed record CommentRequest(string Body);

internal sealed record CommentResponse(long Id, string? Body, UserResponse? User, string? HtmlUrl);

internal sealed record UserResponse(string Login, string? Type);

internal sealed record StatusRequest(string State, string? TargetUrl, string Description, string Context);

internal sealed record StatusResponse(string? Url);

internal sealed record CheckRequest(string Name, string HeadSha, string Status, string Conclusion, string? DetailsUrl, CheckOutput Output);

internal sealed record CheckUpdate(CheckOutput Output);

internal sealed record CheckOutput(string Title, string Summary, IReadOnlyList<AnnotationRequest> Annotations);

internal sealed record AnnotationRequest(string Path, int StartLine, int EndLine, string AnnotationLevel, string Title, string Message);

internal sealed record CheckResponse(long Id, string? HtmlUrl);

internal sealed record RunResponse(string Event, string HeadSha, string? HeadBranch, RepositoryResponse? HeadRepository);

internal sealed record RepositoryResponse(UserResponse? Owner, string? DefaultBranch);

internal sealed record ArtifactsResponse(IReadOnlyList<ArtifactResponse>? Artifacts);

internal sealed record ReleaseRequest(string TagName, string TargetCommitish, string Name, string Body, bool Draft, bool Prerelease, string? MakeLatest);

internal sealed record ReleaseResponse(long Id, string TagName, bool Draft, bool? Immutable, string? UploadUrl, string? HtmlUrl);

internal sealed record AssetResponse(long Id, string Name, long Size, string? State, string? Digest);

internal sealed record ArtifactResponse(long Id, string? Name, bool Expired);

internal sealed record PullRequest(string Title, string Head, string Base, string Body);

internal sealed record PullChange(string Title, string Body);

internal sealed record PullResponse(int Number, HeadResponse? Head, string? HtmlUrl);

internal sealed record HeadResponse(string? Sha);

internal sealed record ErrorResponse(string? Message, IReadOnlyList<ErrorDetail>? Errors);

internal sealed record ErrorDetail(string? Resource, string? Field, string? Code, string? Message);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CommentRequest))]
[JsonSerializable(typeof(CommentResponse))]
[JsonSerializable(typeof(IReadOnlyList<CommentResponse>))]
[JsonSerializable(typeof(UserResponse))]
[JsonSerializable(typeof(StatusRequest))]
[JsonSerializable(typeof(StatusResponse))]
[JsonSerializable(typeof(CheckRequest))]
[JsonSerializable(typeof(CheckUpdate))]
[JsonSerializable(typeof(CheckResponse))]
[JsonSerializable(typeof(RunResponse))]
[JsonSerializable(typeof(ArtifactsResponse))]
[JsonSerializable(typeof(IReadOnlyList<PullResponse>))]
[JsonSerializable(typeof(PullRequest))]
[JsonSerializable(typeof(PullChange))]
[JsonSerializable(typeof(RepositoryResponse))]
[JsonSerializable(typeof(ReleaseRequest))]
[JsonSerializable(typeof(ReleaseResponse))]
[JsonSerializable(typeof(IReadOnlyList<ReleaseResponse>))]
[JsonSerializable(typeof(IReadOnlyList<AssetResponse>))]
[JsonSerializable(typeof(ErrorResponse))]
internal sealed partial class GitHubJson : JsonSerializerContext;
