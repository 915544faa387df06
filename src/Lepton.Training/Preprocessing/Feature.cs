using Lepton.Data;
using Lepton.Specs.Models;

namespace Lepton.Training.Preprocessing;

/// <summary>A column that the model sees.</summary>
/// <param name="Encoding">How text becomes numbers; null for columns that are numbers.</param>
public sealed record Feature(Column Column, EncodingSpec? Encoding);
