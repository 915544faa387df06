using System.Text.Json.Nodes;
using Lepton.Onnx;
using Lepton.Runtime;

namespace Lepton.Training.Calibration;

/// <summary>Maps margins to the probability of the positive class, fitted on the validation part.</summary>
public sealed class Calibrator
{
    private readonly double slope;
    private readonly double intercept;
    private readonly (float[] Knots, float[] Values)? steps;

    private Calibrator(double slope, double intercept, (float[] Knots, float[] Values)? steps)
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
        if (steps is var (knots, values))
        {
            var sum = (double)values[0];
            for (var i = 0; i + 1 < knots.Length; i++)
            {
                sum += Slope(i) * Math.Clamp(margin - knots[i], 0, (double)knots[i + 1] - knots[i]);
            }

            return sum;
        }

        return 1 / (1 + Math.Exp(-((slope * margin) + intercept)));
    }

    /// <summary>Adds nodes that map margins [N,1] to probabilities [N,1].</summary>
    public string Write(GraphBuilder graph, string margins)
    {
        if (steps is var (knots, values))
        {
            return Interpolate(graph, margins, knots, values);
        }

        if (this != Identity)
        {
            margins = graph.Node("Add", [graph.Node("Mul", [margins, graph.Constant([(float)slope])]), graph.Constant([(float)intercept])]);
        }

        return graph.Node("Sigmoid", [margins]);
    }

    public JsonObject? Facts => this == Identity ? null
        : steps is var (knots, _) ? new JsonObject { ["knots"] = knots.Length }
        : new JsonObject { ["slope"] = slope, ["intercept"] = intercept };

    private double Slope(int i) =>
        (double)(steps!.Value.Values[i + 1] - steps.Value.Values[i]) / ((double)steps.Value.Knots[i + 1] - steps.Value.Knots[i]);

    // The first value, and for each stretch its slope times how much of it lies below the margin.
    private string Interpolate(GraphBuilder graph, string margins, float[] knots, float[] values)
    {
        var stretches = knots.Length - 1;
        if (stretches == 0)
        {
            return graph.Node("Add", [graph.Node("Mul", [margins, graph.Constant([0f])]), graph.Constant([values[0]])]);
        }

        var wide = graph.Node("Cast", [margins], new OnnxAttribute.Int("to", (long)ElementType.Double));
        var over = graph.Node("Sub", [wide, graph.Constant([.. knots[..^1].Select(k => (double)k)], stretches)]);
        var widths = graph.Constant([.. Enumerable.Range(0, stretches).Select(i => (double)knots[i + 1] - knots[i])], stretches);
        var part = graph.Node("Min", [graph.Node("Max", [over, graph.Constant([0.0])]), widths]);
        var slopes = graph.Constant([.. Enumerable.Range(0, stretches).Select(Slope)], stretches, 1);
        var sum = graph.Node("Add", [graph.Node("MatMul", [part, slopes]), graph.Constant([(double)values[0]])]);
        return graph.Node("Cast", [sum], new OnnxAttribute.Int("to", (long)ElementType.Float));
    }
}
