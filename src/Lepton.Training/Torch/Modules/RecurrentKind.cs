namespace Lepton.Training.Torch.Modules;

/// <summary>Kinds of recurrent networks.</summary>
internal enum RecurrentKind
{
    /// <summary>Long short-term memory (Hochreiter and Schmidhuber 1997).</summary>
    Lstm,

    /// <summary>Gated recurrent units (Cho et al. 2014).</summary>
    Gru,
}
