namespace Lepton.Training.Torch;

/// <summary>The operators that modules, losses and optimizers are made of, each found when it is first called.</summary>
internal sealed class Operators(TorchSession torch)
{
    // at::Reduction::None.
    private const int NoReduction = 0;

    private readonly Lazy<Operator> linear = new(() => torch.Find("aten::linear", "", "input", "weight", "bias"));
    private readonly Lazy<Operator> embedding = new(() => torch.Find("aten::embedding", "", "weight", "indices", "padding_idx"));
    private readonly Lazy<Operator> embeddingBag = new(() => torch.Find("aten::embedding_bag", "", "weight", "indices", "offsets", "mode"));
    private readonly Lazy<Operator> layerNorm = new(() => torch.Find("aten::layer_norm", "", "input", "normalized_shape", "weight", "bias", "eps"));
    private readonly Lazy<Operator> relu = new(() => torch.Find("aten::relu", "", "self"));
    private readonly Lazy<Operator> gelu = new(() => torch.Find("aten::gelu", "", "self"));
    private readonly Lazy<Operator> dropout = new(() => torch.Find("aten::dropout", "", "input", "p", "train"));
    private readonly Lazy<Operator> select = new(() => torch.Find("aten::index_select", "", "self", "dim", "index"));
    private readonly Lazy<Operator> flatten = new(() => torch.Find("aten::flatten", "using_ints", "self"));
    private readonly Lazy<Operator> softplus = new(() => torch.Find("aten::softplus", "", "self"));
    private readonly Lazy<Operator> sign = new(() => torch.Find("aten::sign", "", "self"));
    private readonly Lazy<Operator> detach = new(() => torch.Find("aten::detach", "", "self"));
    private readonly Lazy<Operator> sum = new(() => torch.Find("aten::sum", "", "self"));
    private readonly Lazy<Operator> crossEntropies = new(() => torch.Find("aten::cross_entropy_loss", "", "self", "target", "reduction", "label_smoothing"));
    private readonly Lazy<Operator> binaryCrossEntropies = new(() => torch.Find("aten::binary_cross_entropy_with_logits", "", "self", "target", "reduction"));
    private readonly Lazy<Operator> squaredErrors = new(() => torch.Find("aten::mse_loss", "", "self", "target", "reduction"));
    private readonly Lazy<Operator> multiply = new(() => torch.Find("aten::mul", "Tensor", "self", "other"));
    private readonly Lazy<Operator> crossEntropy = new(() => torch.Find("aten::cross_entropy_loss", "", "self", "target", "weight", "label_smoothing"));
    private readonly Lazy<Operator> binaryCrossEntropy = new(() => torch.Find("aten::binary_cross_entropy_with_logits", "", "self", "target", "weight", "pos_weight"));
    private readonly Lazy<Operator> meanSquaredError = new(() => torch.Find("aten::mse_loss", "", "self", "target"));
    private readonly Lazy<Operator> huber = new(() => torch.Find("aten::huber_loss", "", "self", "target", "delta"));
    private readonly Lazy<Operator> multiplyInPlace = new(() => torch.Find("aten::mul_", "Scalar", "self", "other"));
    private readonly Lazy<Operator> addInPlace = new(() => torch.Find("aten::add_", "Tensor", "self", "other", "alpha"));
    private readonly Lazy<Operator> addProductInPlace = new(() => torch.Find("aten::addcmul_", "", "self", "tensor1", "tensor2", "value"));
    private readonly Lazy<Operator> addQuotientInPlace = new(() => torch.Find("aten::addcdiv_", "", "self", "tensor1", "tensor2", "value"));
    private readonly Lazy<Operator> squareRoot = new(() => torch.Find("aten::sqrt", "", "self"));
    private readonly Lazy<Operator> divideInPlace = new(() => torch.Find("aten::div_", "Scalar", "self", "other"));
    private readonly Lazy<Operator> addNumberInPlace = new(() => torch.Find("aten::add_", "Scalar", "self", "other"));
    private readonly Lazy<Operator> norm = new(() => torch.Find("aten::norm", "Scalar", "self", "p"));

    /// <summary>x·Wᵀ + b: [N, in] with weights [out, in] and [out].</summary>
    public Tensor Linear(Tensor input, Tensor weight, Tensor? bias) => linear.Value.Call(input, weight, bias);

    /// <summary>Rows of weights [V, D] by indices of any shape: […, D].</summary>
    /// <param name="padding">The index that learns nothing; -1 for none.</param>
    public Tensor Embedding(Tensor weight, Tensor indices, int padding) => embedding.Value.Call(weight, indices, padding);

    /// <summary>The mean of some rows of weights [V, D] for each bag: [bags, D], zeros for an empty one.</summary>
    /// <param name="indices">Rows of all bags, one after the other.</param>
    /// <param name="starts">Where each bag begins.</param>
    public Tensor MeanOfBags(Tensor weight, Tensor indices, Tensor starts) => embeddingBag.Value.Call(weight, indices, starts, 1);

    /// <summary>Normalises the last dimension.</summary>
    public Tensor LayerNorm(Tensor input, Tensor weight, Tensor bias, double epsilon)
    {
        ReadOnlySpan<long> shape = [weight.Size(0)];
        return layerNorm.Value.Call(input, Value.Ints(shape), weight, bias, epsilon);
    }

    public Tensor Relu(Tensor input) => relu.Value.Call(input);

    /// <summary>The exact form, by the error function.</summary>
    public Tensor Gelu(Tensor input) => gelu.Value.Call(input);

    public Tensor Dropout(Tensor input, double probability) => dropout.Value.Call(input, probability, true);

    /// <summary>Rows by number: […] of int64 [n].</summary>
    public Tensor Select(Tensor input, Tensor rows) => select.Value.Call(input, 0, rows);

    /// <summary>All values in one dimension.</summary>
    public Tensor Flatten(Tensor input) => flatten.Value.Call(input);

    public Tensor Sum(Tensor input) => sum.Value.Call(input);

    /// <summary>−log softmax(logits)[target] of each row.</summary>
    public Tensor CrossEntropies(Tensor logits, Tensor targets, double labelSmoothing) => crossEntropies.Value.Call(logits, targets, NoReduction, labelSmoothing);

    /// <summary>The binary cross-entropy of each logit.</summary>
    public Tensor BinaryCrossEntropies(Tensor logits, Tensor targets) => binaryCrossEntropies.Value.Call(logits, targets, NoReduction);

    /// <summary>The square of each difference.</summary>
    public Tensor SquaredErrors(Tensor values, Tensor targets) => squaredErrors.Value.Call(values, targets, NoReduction);

    /// <summary>log(1 + eˣ) of each value.</summary>
    public Tensor Softplus(Tensor input) => softplus.Value.Call(input);

    /// <summary>−1, 0 or 1 of each value.</summary>
    public Tensor Sign(Tensor input) => sign.Value.Call(input);

    /// <summary>The same values, which no gradient goes through.</summary>
    public Tensor Detach(Tensor input) => detach.Value.Call(input);

    public Tensor Multiply(Tensor left, Tensor right) => multiply.Value.Call(left, right);

    /// <summary>The mean over rows of −log softmax(logits)[target], weighted by class; logits [N, K], targets int64 [N].</summary>
    public Tensor CrossEntropy(Tensor logits, Tensor targets, Tensor? classWeights, double labelSmoothing) =>
        crossEntropy.Value.Call(logits, targets, classWeights, labelSmoothing);

    /// <summary>The mean of the binary cross-entropy of logits, weighted by row.</summary>
    public Tensor BinaryCrossEntropy(Tensor logits, Tensor targets, Tensor? weights, Tensor? positiveWeight) =>
        binaryCrossEntropy.Value.Call(logits, targets, weights, positiveWeight);

    public Tensor MeanSquaredError(Tensor values, Tensor targets) => meanSquaredError.Value.Call(values, targets);

    /// <summary>Half the square up to <paramref name="delta"/>, linear beyond (Huber 1964).</summary>
    public Tensor Huber(Tensor values, Tensor targets, double delta) => huber.Value.Call(values, targets, delta);

    public void Scale(Tensor tensor, double factor) => multiplyInPlace.Value.Run(tensor, factor);

    /// <summary>tensor += factor · other.</summary>
    public void Add(Tensor tensor, Tensor other, double factor) => addInPlace.Value.Run(tensor, other, factor);

    /// <summary>tensor += factor · left · right.</summary>
    public void AddProduct(Tensor tensor, Tensor left, Tensor right, double factor) => addProductInPlace.Value.Run(tensor, left, right, factor);

    /// <summary>tensor += factor · left / right.</summary>
    public void AddQuotient(Tensor tensor, Tensor left, Tensor right, double factor) => addQuotientInPlace.Value.Run(tensor, left, right, factor);

    public Tensor SquareRoot(Tensor tensor) => squareRoot.Value.Call(tensor);

    public void Divide(Tensor tensor, double divisor) => divideInPlace.Value.Run(tensor, divisor);

    public void AddNumber(Tensor tensor, double number) => addNumberInPlace.Value.Run(tensor, number);

    /// <summary>The Euclidean norm.</summary>
    public Tensor Norm(Tensor tensor) => norm.Value.Call(tensor, 2);
}
