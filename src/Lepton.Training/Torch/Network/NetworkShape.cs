using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lepton.Specs.Hyperparameters;
using Lepton.Specs.Models;
using Lepton.Training.Preprocessing;

namespace Lepton.Training.Torch.Network;

/// <summary>What a network is made of.</summary>
/// <param name="Layout">What it sees of a row.</param>
/// <param name="Outputs">Margins of a row; of what is written, those of each token.</param>
/// <param name="IsLanguage">Whether it answers for hidden tokens, with a margin for each token that there is.</param>
/// <param name="AnswerLength">Tokens that it writes at most, their end among them; 0 where it writes none.</param>
/// <param name="Hyperparameters">All of the family's, by name.</param>
internal sealed record NetworkShape(TorchFamily Family, FeatureLayout Layout, int Outputs, JsonObject Hyperparameters, bool IsLanguage = false, int AnswerLength = 0)
{
    [JsonIgnore]
    public HyperparameterSet Set => new(Hyperparameters);
}
