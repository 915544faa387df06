using System.Text.Json.Serialization;

namespace Lepton.Training.Torch.Workers;

/// <summary>Requests and events as JSON lines.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TorchRequest))]
[JsonSerializable(typeof(TorchEvent))]
[JsonSerializable(typeof(IReadOnlyList<TorchEvent>))]
internal sealed partial class TorchJson : JsonSerializerContext;
