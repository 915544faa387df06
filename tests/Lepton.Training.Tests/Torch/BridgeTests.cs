using Lepton.Training.Torch;

namespace Lepton.Training.Tests.Torch;

[Collection("torch")]
public class BridgeTests
{
    [TorchFact]
    public void A_tensor_gives_back_what_it_was_made_of()
    {
        using var bench = new TorchBench();
        var tensor = bench.Torch.From([1f, 2, 3, 4, 5, 6], 2, 3);
        Assert.Equal([2, 3], tensor.Shape);
        Assert.Equal(3, tensor.Size(-1));
        Assert.Equal(ScalarType.Float32, tensor.Type);
        Assert.Equal([1f, 2, 3, 4, 5, 6], tensor.ToArray<float>());
        Assert.Equal([-7L, 1L << 40], bench.Torch.From([-7L, 1L << 40], 2).ToArray<long>());
    }

    [TorchFact]
    public void Values_that_do_not_fill_the_shape_are_refused()
    {
        using var bench = new TorchBench();
        Assert.Throws<ArgumentException>(() => bench.Torch.From([1f, 2, 3], 2, 2));
    }

    [TorchFact]
    public void An_error_names_the_operator_and_the_shapes()
    {
        using var bench = new TorchBench();
        var multiply = bench.Torch.Find("aten::mm", "", "self", "mat2");
        var left = bench.Torch.Zeros(ScalarType.Float32, 4, 3);
        var right = bench.Torch.Zeros(ScalarType.Float32, 5, 5);
        var error = Assert.Throws<TorchException>(() => multiply.Call(left, right));
        Assert.Equal("aten::mm(self [4, 3], mat2 [5, 5]): mat1 and mat2 shapes cannot be multiplied (4x3 and 5x5)", error.Message);
    }

    [TorchFact]
    public void An_operator_or_an_argument_that_this_libtorch_lacks_is_named()
    {
        using var bench = new TorchBench();
        Assert.Contains("aten::no_such", Assert.Throws<TorchException>(() => bench.Torch.Find("aten::no_such", "")).Message, StringComparison.Ordinal);
        Assert.Contains("no argument 'colour'", Assert.Throws<TorchException>(() => bench.Torch.Find("aten::relu", "", "self", "colour")).Message, StringComparison.Ordinal);
    }

    [TorchFact]
    public void A_scope_frees_what_was_made_in_it_and_keeps_what_it_is_told_to()
    {
        using var bench = new TorchBench();
        var before = TorchSession.LiveTensors;
        Tensor kept, gone;
        using (var scope = bench.Torch.Scope())
        {
            gone = bench.Torch.Zeros(ScalarType.Float32, 10);
            kept = scope.Keep(bench.Operators.Relu(gone));
            Assert.Equal(before + 2, TorchSession.LiveTensors);
        }

        Assert.Equal(before + 1, TorchSession.LiveTensors);
        Assert.Equal(10, kept.Count);
        Assert.Throws<ObjectDisposedException>(() => gone.Shape);
    }

    [TorchFact]
    public void Scopes_that_cross_are_refused()
    {
        using var bench = new TorchBench();
        var outer = bench.Torch.Scope();
        using (bench.Torch.Scope())
        {
            Assert.Throws<InvalidOperationException>(outer.Dispose);
        }

        outer.Dispose();
    }

    [TorchFact]
    public void A_session_ends_with_nothing_left()
    {
        var before = TorchSession.LiveTensors;
        using (var bench = new TorchBench())
        {
            bench.Torch.Zeros(ScalarType.Float32, 3);
        }

        Assert.Equal(before, TorchSession.LiveTensors);
    }

    [TorchFact]
    public void What_is_drawn_follows_from_the_seed()
    {
        using var bench = new TorchBench();
        var ones = bench.Torch.From([.. Enumerable.Repeat(1f, 100)], 100);
        float[] Draw(ulong seed)
        {
            TorchSession.Seed(seed);
            return bench.Operators.Dropout(ones, 0.5).ToArray<float>();
        }

        Assert.Equal(Draw(1), Draw(1));
        Assert.NotEqual(Draw(1), Draw(2));
    }
}
