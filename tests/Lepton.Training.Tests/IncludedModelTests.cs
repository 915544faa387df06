using Lepton.Onnx;
using Lepton.Runtime;
using Lepton.Testing;

namespace Lepton.Training.Tests;

public sealed class IncludedModelTests
{
    [Fact]
    public void Two_models_in_one_answer_as_they_do_alone()
    {
        var (twice, loop) = (Model(g => g.Node("Mul", ["x", g.Constant([2f])])), Looped());
        var graph = new GraphBuilder();
        graph.Input("x", ElementType.Float, Dimension.Rows, 1);
        var sum = graph.Node("Add", [graph.Include(twice, "a.", "y"), graph.Include(loop, "b.", "y")]);
        graph.Rename(graph.Node("Add", [sum, graph.Include(twice, "c.", "y")]), "all");
        graph.Output("all", ElementType.Float, Dimension.Rows, 1);

        // 2x + (x + 3 · 10) + 2x
        Assert.Equal([5 + 30f, -10 + 30f], Run(graph.ToModel("both", new Dictionary<string, string>()), [1f, -2f], "all"));
    }

    [Fact]
    public void What_an_output_does_not_need_is_left_out()
    {
        var model = Model(g =>
        {
            g.Input("z", ElementType.Float, Dimension.Rows, 1);
            g.Rename(g.Node("Mul", ["z", g.Constant(new float[1000], 1000)]), "other");
            g.Output("other", ElementType.Float, Dimension.Rows, 1000);
            return g.Node("Neg", ["x"]);
        });
        Assert.Equal(["x"], GraphBuilder.InputsOf(model, "y"));
        Assert.Equal(["z"], GraphBuilder.InputsOf(model, "other"));
        var graph = new GraphBuilder();
        graph.Input("x", ElementType.Float, Dimension.Rows, 1);
        graph.Rename(graph.Include(model, "m.", "y"), "negative");
        graph.Output("negative", ElementType.Float, Dimension.Rows, 1);
        var bytes = graph.ToModel("one", new Dictionary<string, string>());
        Assert.True(bytes.Length < 1000);
        Assert.Equal([-3f], Run(bytes, [3f], "negative"));
    }

    [Fact]
    public void An_output_that_is_not_there_and_bytes_that_are_no_model_are_told()
    {
        var model = Looped();
        Assert.Contains("no output 'label'", Assert.Throws<InvalidDataException>(() => GraphBuilder.InputsOf(model, "label")).Message, StringComparison.Ordinal);

        // Cut anywhere, it is either told or the rest was no loss.
        for (var length = 0; length < model.Length; length++)
        {
            try
            {
                GraphBuilder.InputsOf(model.AsMemory(0, length), "y");
            }
            catch (InvalidDataException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }
    }

    // Adds a value of the graph around it ten times three.
    private static byte[] Looped() => Model(g =>
    {
        var step = g.Constant([3f]);
        var body = new GraphBuilder("body.");
        body.Input("body.i", ElementType.Int64);
        body.Input("body.go", ElementType.Bool);
        body.Input("body.sum", ElementType.Float, Dimension.Rows, 1);
        body.Rename(body.Node("Add", ["body.sum", step]), "body.next");
        body.Rename("body.go", "body.on");
        body.Output("body.on", ElementType.Bool);
        body.Output("body.next", ElementType.Float, Dimension.Rows, 1);
        return g.Node("Loop", [g.Constant([10L]), string.Empty, "x"], new OnnxAttribute.Body("body", body));
    });

    private static byte[] Model(Func<GraphBuilder, string> make)
    {
        var graph = new GraphBuilder();
        graph.Input("x", ElementType.Float, Dimension.Rows, 1);
        graph.Rename(make(graph), "y");
        graph.Output("y", ElementType.Float, Dimension.Rows, 1);
        return graph.ToModel("m", new Dictionary<string, string>());
    }

    private static float[] Run(byte[] model, float[] x, string output)
    {
        using var session = new OnnxSession(Natives.Onnx, model, new SessionOptions());
        using var input = OnnxValue.Create(Natives.Onnx, x, x.Length, 1);
        var answers = session.Run(["x"], [input], [output]);
        var values = answers[0].Data<float>().ToArray();
        answers[0].Dispose();
        return values;
    }
}
