namespace Lepton.Specs.Models;

/// <summary>What trains the model.</summary>
public enum TrainerKind
{
    /// <summary>Linear, logistic and multinomial regression with an L2 penalty.</summary>
    Linear,

    /// <summary>Gradient-boosted trees.</summary>
    Xgboost,

    /// <summary>Neural networks by libtorch.</summary>
    Torch,

    /// <summary>The answers of other models, averaged or weighed by a linear model over them.</summary>
    Ensemble,
}
