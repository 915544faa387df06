using System.Text.Json.Nodes;
using Lepton.Onnx;
using Lepton.Training.XGBoost;

namespace Lepton.Training.Calibration;

/// <summary>Maps margins to the probability of the positive class, fitted on the validation part.</summary>
public sealed class Calibrator
{
    private readonly double slope;
    private readonly double intercept;
    private readonly (float[] Thresholds, float[] Values)? steps;

    private Calibrator(double slope, double intercept, (float[] Thresholds, float[] Values)? steps)
    {
        this.slope = slope;
        this.intercept = intercept;
        this.steps = steps;
    }

    /// <summary>The logistic function alone.</summary>
    public static Calibrator Identity { get; } = new(1, 0, null);

    /// <param name="margins">Log-odds of the validation rows.</param>
    /// <param name="positive">Which of them are positive.</param>
    public static Calibrator Fit(Specs.Models.Calibration kind, double[] margins, bool[] positive) => kind switch
    {
        Specs.Models.Calibration.Platt => PlattScaling.Fit(margins, positive) is var (a, b) ? new Calibrator(a, b, null) : Identity,
        Specs.Models.Calibration.Isotonic => new Calibrator(1, 0, IsotonicRegression.Fit(margins, positive)),
        _ => Identity,
    };

    public double Probability(double margin)
    {
        if (steps is var (thresholds, values))
        {
            var at = Array.BinarySearch(thresholds, (float)margin);
            return values[at < 0 ? ~at : at + 1];
        }

        return 1 / (1 + Math.Exp(-((slope * margin) + intercept)));
    }

    /// <summary>Adds nodes that map margins [N,1] to probabilities [N,1].</summary>
    public string Write(GraphBuilder graph, string margins)
    {
        if (steps is var (thresholds, values))
        {
            return TreeEnsemble.Steps(thresholds, values).Write(graph, margins);
        }

        if (this != Identity)
        {
            margins = graph.Node("Add", [graph.Node("Mul", [margins, graph.Constant([(float)slope])]), graph.Constant([(float)intercept])]);
        }

        return graph.Node("Sigmoid", [margins]);
    }

    public JsonObject? Facts => this == Identity ? null
        : steps is var (thresholds, _) ? new JsonObject { ["steps"] = thresholds.Length + 1 }
        : new JsonObject { ["slope"] = slope, ["intercept"] = intercept };
}
