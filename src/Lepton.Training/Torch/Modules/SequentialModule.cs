using System.Globalization;

namespace Lepton.Training.Torch.Modules;

/// <summary>One module after the other; their names are their numbers, as in torch.nn.Sequential.</summary>
internal sealed class SequentialModule : Layer
{
    private readonly IReadOnlyList<Layer> parts;

    public SequentialModule(IReadOnlyList<Layer> parts)
    {
        this.parts = parts;
        for (var i = 0; i < parts.Count; i++)
        {
            Register(i.ToString(CultureInfo.InvariantCulture), parts[i]);
        }
    }

    public override Tensor Forward(Tensor input, bool training)
    {
        foreach (var part in parts)
        {
            input = part.Forward(input, training);
        }

        return input;
    }
}
