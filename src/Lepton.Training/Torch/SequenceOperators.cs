namespace Lepton.Training.Torch;

/// <summary>Operators on sequences, batch first: [N, L, D].</summary>
internal sealed class SequenceOperators(TorchSession torch)
{
    private readonly Lazy<Operator> reshape = new(() => torch.Find("aten::reshape", "", "self", "shape"));
    private readonly Lazy<Operator> transpose = new(() => torch.Find("aten::transpose", "int", "self", "dim0", "dim1"));
    private readonly Lazy<Operator> matrixProduct = new(() => torch.Find("aten::matmul", "", "self", "other"));
    private readonly Lazy<Operator> addedProducts = new(() => torch.Find("aten::baddbmm", "", "self", "batch1", "batch2"));
    private readonly Lazy<Operator> permute = new(() => torch.Find("aten::permute", "", "self", "dims"));
    private readonly Lazy<Operator> expand = new(() => torch.Find("aten::expand", "", "self", "size"));
    private readonly Lazy<Operator> scale = new(() => torch.Find("aten::mul", "Scalar", "self", "other"));
    private readonly Lazy<Operator> add = new(() => torch.Find("aten::add", "Tensor", "self", "other"));
    private readonly Lazy<Operator> subtract = new(() => torch.Find("aten::sub", "Tensor", "self", "other"));
    private readonly Lazy<Operator> softmax = new(() => torch.Find("aten::softmax", "int", "self", "dim"));
    private readonly Lazy<Operator> maskedFill = new(() => torch.Find("aten::masked_fill", "Scalar", "self", "mask", "value"));
    private readonly Lazy<Operator> logSumExp = new(() => torch.Find("aten::logsumexp", "", "self", "dim"));
    private readonly Lazy<Operator> where = new(() => torch.Find("aten::where", "self", "condition", "self", "other"));
    private readonly Lazy<Operator> narrow = new(() => torch.Find("aten::narrow", "", "self", "dim", "start", "length"));
    private readonly Lazy<Operator> select = new(() => torch.Find("aten::select", "int", "self", "dim", "index"));
    private readonly Lazy<Operator> gather = new(() => torch.Find("aten::gather", "", "self", "dim", "index"));
    private readonly Lazy<Operator> unsqueeze = new(() => torch.Find("aten::unsqueeze", "", "self", "dim"));
    private readonly Lazy<Operator> pack = new(() => torch.Find("aten::_pack_padded_sequence", "", "input", "lengths", "batch_first"));
    private readonly Lazy<Operator> unpack = new(() => torch.Find("aten::_pad_packed_sequence", "", "data", "batch_sizes", "batch_first", "padding_value", "total_length"));
    private readonly Lazy<Operator> lstm = new(() => torch.Find("aten::lstm", "data", "data", "batch_sizes", "hx", "params", "has_biases", "num_layers", "dropout", "train", "bidirectional"));
    private readonly Lazy<Operator> gru = new(() => torch.Find("aten::gru", "data", "data", "batch_sizes", "hx", "params", "has_biases", "num_layers", "dropout", "train", "bidirectional"));
    private readonly Lazy<Operator> indexSelect = new(() => torch.Find("aten::index_select", "", "self", "dim", "index"));

    private readonly Lazy<Operator> pad = new(() => torch.Find("aten::constant_pad_nd", "", "self", "pad"));
    private readonly Lazy<Operator> convolution = new(() => torch.Find("aten::conv1d", "", "input", "weight", "bias"));
    private readonly Lazy<Operator> not = new(() => torch.Find("aten::logical_not", "", "self"));
    private readonly Lazy<Operator> largest = new(() => torch.Find("aten::max", "dim", "self", "dim"));
    private readonly Lazy<Operator> sumOver = new(() => torch.Find("aten::sum", "dim_IntList", "self", "dim"));
    private readonly Lazy<Operator> cat = new(() => torch.Find("aten::cat", "", "tensors", "dim"));

    /// <summary>Zeros behind the last dimension.</summary>
    public Tensor PadEnd(Tensor input, long count)
    {
        ReadOnlySpan<long> pads = [0, count];
        return pad.Value.Call(input, Value.Ints(pads));
    }

    /// <summary>[N, in, L] by weights [out, in, k]: [N, out, L − k + 1].</summary>
    public Tensor Convolve(Tensor input, Tensor weight, Tensor bias) => convolution.Value.Call(input, weight, bias);

    /// <summary>The opposite of a mask.</summary>
    public Tensor Not(Tensor mask) => not.Value.Call(mask);

    /// <summary>The greatest value along a dimension, which goes.</summary>
    public Tensor Largest(Tensor input, int dimension) => largest.Value.Call(input, dimension);

    /// <summary>The sum along a dimension, which goes.</summary>
    public Tensor SumOver(Tensor input, long dimension)
    {
        ReadOnlySpan<long> dimensions = [dimension];
        return sumOver.Value.Call(input, Value.Ints(dimensions));
    }

    /// <summary>One tensor behind the other along a dimension.</summary>
    public Tensor Join(Tensor first, Tensor second, int dimension)
    {
        ReadOnlySpan<nint> parts = [first.Handle, second.Handle];
        return cat.Value.Call(Value.Tensors(parts), dimension);
    }

    public Tensor Reshape(Tensor input, params ReadOnlySpan<long> shape) => reshape.Value.Call(input, Value.Ints(shape));

    public Tensor Transpose(Tensor input, int first, int second) => transpose.Value.Call(input, first, second);

    /// <summary>The dimensions in another order.</summary>
    public Tensor Permute(Tensor input, params ReadOnlySpan<long> dimensions) => permute.Value.Call(input, Value.Ints(dimensions));

    /// <summary>Dimensions of size 1 repeated, without a copy.</summary>
    public Tensor Expand(Tensor input, params ReadOnlySpan<long> shape) => expand.Value.Call(input, Value.Ints(shape));

    /// <summary>bias + left · right of each of a batch: [B, n, m], [B, n, k] and [B, k, m]; the bias may be broadcast.</summary>
    public Tensor AddProducts(Tensor bias, Tensor left, Tensor right) => addedProducts.Value.Call(bias, left, right);

    public Tensor MatrixProduct(Tensor left, Tensor right) => matrixProduct.Value.Call(left, right);

    public Tensor Scale(Tensor input, double factor) => scale.Value.Call(input, factor);

    public Tensor Add(Tensor left, Tensor right) => add.Value.Call(left, right);

    public Tensor Subtract(Tensor left, Tensor right) => subtract.Value.Call(left, right);

    public Tensor Softmax(Tensor input, int dimension) => softmax.Value.Call(input, dimension);

    /// <summary>Puts a value where a mask is true.</summary>
    public Tensor Fill(Tensor input, Tensor mask, double value) => maskedFill.Value.Call(input, mask, value);

    /// <summary>log Σ exp along a dimension.</summary>
    public Tensor LogSumExp(Tensor input, long dimension)
    {
        ReadOnlySpan<long> dimensions = [dimension];
        return logSumExp.Value.Call(input, Value.Ints(dimensions));
    }

    public Tensor Where(Tensor condition, Tensor yes, Tensor no) => where.Value.Call(condition, yes, no);

    public Tensor Narrow(Tensor input, int dimension, long start, long count) => narrow.Value.Call(input, dimension, start, count);

    /// <summary>One index of a dimension, which goes.</summary>
    public Tensor Select(Tensor input, int dimension, long index) => select.Value.Call(input, dimension, index);

    public Tensor Rows(Tensor input, Tensor numbers) => indexSelect.Value.Call(input, 0, numbers);

    public Tensor Gather(Tensor input, int dimension, Tensor index) => gather.Value.Call(input, dimension, index);

    public Tensor Unsqueeze(Tensor input, int dimension) => unsqueeze.Value.Call(input, dimension);

    /// <summary>The values of sequences without padding, and how many sequences reach each step. Lengths fall.</summary>
    public (Tensor Data, Tensor BatchSizes) Pack(Tensor input, Tensor lengths) => pack.Value.CallTwo(input, lengths, true);

    /// <summary>The opposite: [N, L, D] with zeros as padding.</summary>
    public Tensor Unpack(Tensor data, Tensor batchSizes, long length) => unpack.Value.Call(data, batchSizes, true, 0.0, length);

    /// <summary>Long short-term memory over packed sequences; parameters in PyTorch's order.</summary>
    public Tensor Lstm(Tensor data, Tensor batchSizes, ReadOnlySpan<nint> state, ReadOnlySpan<nint> parameters, int layers, double dropout, bool training, bool bidirectional) =>
        lstm.Value.Call(data, batchSizes, Value.Tensors(state), Value.Tensors(parameters), true, layers, dropout, training, bidirectional);

    /// <summary>Gated recurrent units over packed sequences; parameters in PyTorch's order.</summary>
    public Tensor Gru(Tensor data, Tensor batchSizes, Tensor state, ReadOnlySpan<nint> parameters, int layers, double dropout, bool training, bool bidirectional) =>
        gru.Value.Call(data, batchSizes, state, Value.Tensors(parameters), true, layers, dropout, training, bidirectional);
}
