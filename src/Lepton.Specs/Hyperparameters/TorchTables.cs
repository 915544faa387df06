using Lepton.Specs.Models;

namespace Lepton.Specs.Hyperparameters;

/// <summary>The hyperparameters of each family of networks: its own, what is done to its rows, and those of the loop that all share.</summary>
internal static class TorchTables
{
    private static readonly HyperparameterInfo Dropout = new("dropout", HyperparameterKind.Number, 0.0, 0, 0.95, "share of the units that training leaves out at random");

    private static readonly HyperparameterInfo OutputDropout = Dropout with { Name = "output-dropout", Meaning = "the same before the last linear layer" };

    private static readonly HyperparameterInfo Embedding = new("embedding", HyperparameterKind.Integer, 128, 1, 100_000, "texts: numbers of a word's vector");

    private static readonly HyperparameterInfo Adversarial = new("adversarial", HyperparameterKind.Number, 0.0, 0, null, "every step also learns from its rows moved by so much along the sign of the gradient (FGSM): pixels, numbers, or the vectors of words");

    private static readonly HyperparameterInfo Mixup = new("mixup", HyperparameterKind.Number, 0.0, 0, 100, "images: pairs of rows are mixed by a share of Beta(α, α) with this α; 0 for none");

    private static readonly HyperparameterInfo[] Texts =
    [
        new("drop-words", HyperparameterKind.Number, 0.0, 0, 0.95, "texts: share of the words that training takes for unknown at random"),
        new("swap-words", HyperparameterKind.Number, 0.0, 0, 0.95, "texts: share of the words that training swaps with the next at random"),
    ];

    private static readonly HyperparameterInfo[] Images =
    [
        new("shift", HyperparameterKind.Integer, 0, 0, 1000, "images: training moves them by up to so many pixels"),
        new("crop", HyperparameterKind.Number, 0.0, 0, 0.9, "images: training cuts away up to this share of each side, and scales what is left"),
        new("flip", HyperparameterKind.Choice, "none", null, null, "images: training mirrors half of them", Choices: ["none", "horizontal", "vertical"]),
        new("noise", HyperparameterKind.Number, 0.0, 0, 10, "images: training adds normal noise, in standard deviations of the pixels"),
    ];

    private static readonly HyperparameterInfo[] Layers =
    [
        new("width", HyperparameterKind.Integer, 128, 1, 100_000, "numbers of a word's vector, a multiple of the heads"),
        new("heads", HyperparameterKind.Integer, 4, 1, 1000, "heads of attention"),
        new("feed-forward", HyperparameterKind.Integer, 256, 1, 100_000, "units between the two linear layers of a layer"),
        new("activation", HyperparameterKind.Choice, "gelu", null, null, "what stands between these two", Choices: ["relu", "gelu"]),
        new("norm", HyperparameterKind.Choice, "before", null, null, "whether the input or the result of each part of a layer is normalised", Choices: ["before", "after"]),
        new("epsilon", HyperparameterKind.Number, 1e-5, 0, 0.1, "what is added to a variance before a layer is divided by its root; BERT has 1e-12"),
    ];

    private static readonly HyperparameterInfo[] Recurrent =
    [
        new("cell", HyperparameterKind.Choice, "lstm", null, null, "long short-term memory, or gated recurrent units", Choices: ["lstm", "gru"]),
        new("layers", HyperparameterKind.Integer, 1, 1, 16, "recurrent layers, each in both directions"),
        new("width", HyperparameterKind.Integer, 128, 1, 100_000, "units of a direction"),
    ];

    private static readonly HyperparameterInfo[] Loop =
    [
        new("epochs", HyperparameterKind.Integer, 100, 1, 100_000, "times that all rows are seen; with early stopping, at most"),
        new("batch-size", HyperparameterKind.Integer, 64, 1, 1_000_000, "rows of a step; auto: 256, or half as many again and again until a step fits into memory", Choices: [HyperparameterSet.Auto]),
        new("precision", HyperparameterKind.Choice, "float32", null, null, "bfloat16: products of matrices and convolutions are computed in it while training (for GPUs); parameters and all else stay float32; two-tower has none of these", Choices: ["float32", "bfloat16"]),
        new("optimizer", HyperparameterKind.Choice, "adamw", null, null, "AdamW, or stochastic gradient descent with momentum", Choices: ["adamw", "sgd"]),
        new("momentum", HyperparameterKind.Number, 0.9, 0, 0.9999, "sgd: share of the last step that the next one keeps"),
        new("learning-rate", HyperparameterKind.Number, 0.001, 0, 10, "after warming up", MinExclusive: true),
        new("schedule", HyperparameterKind.Choice, "constant", null, null, "what becomes of the learning rate: it stays, falls along half a cosine to zero, or falls to a tenth after each third", Choices: ["constant", "cosine", "step"]),
        new("warm-up", HyperparameterKind.Number, 0.0, 0, 1, "share of the steps in which the learning rate rises to its value"),
        new("weight-decay", HyperparameterKind.Number, 0.01, 0, 10, "L2: what is taken off the parameters in each step, times the learning rate"),
        new("clip-norm", HyperparameterKind.Number, 0.0, 0, null, "gradients with a larger common norm are scaled down to it; 0 for no limit"),
        new("label-smoothing", HyperparameterKind.Number, 0.0, 0, 0.5, "share of each class's label that is spread over all classes"),
        new("class-weights", HyperparameterKind.Choice, "none", null, null, "balanced: each class weighs the same in all", Choices: ["none", "balanced"]),
    ];

    /// <summary>In the order of the families.</summary>
    public static IReadOnlyList<TrainerTable> All { get; } =
    [
        Table(
            TorchFamily.Mlp,
            new("layers", HyperparameterKind.Integer, 2, 0, 100, "hidden layers"),
            new("width", HyperparameterKind.Integer, 64, 1, 100_000, "units of a hidden layer"),
            new("activation", HyperparameterKind.Choice, "relu", null, null, "what follows a hidden layer", Choices: ["relu", "gelu"]),
            Embedding with { Default = 8, Meaning = "categories: numbers of a category's vector" },
            Dropout,
            Adversarial),
        Table(
            TorchFamily.Cnn,
            [
                new("layers", HyperparameterKind.Integer, 2, 1, 8, "images: blocks of two convolutions; each halves the sides and has twice the channels of the one before"),
                new("width", HyperparameterKind.Integer, 64, 1, 100_000, "images: channels of the first block; texts: convolutions of each length"),
                new("kernel", HyperparameterKind.Integer, 3, 1, 15, "images: pixels of a convolution's side, odd; texts: words of the longest convolution, there are all lengths from 1"),
                Embedding,
                Dropout with { Meaning = "share of the units before the last linear layer that training leaves out at random" },
                Adversarial,
                Mixup,
                .. Images,
                .. Texts,
            ]),
        Table(
            TorchFamily.Lstm,
            [
                .. Recurrent,
                Embedding,
                Dropout,
                OutputDropout,
                Adversarial,
                .. Texts,
            ]),
        Table(
            TorchFamily.Transformer,
            [
                new("layers", HyperparameterKind.Integer, 2, 1, 100, "layers of the encoder"),
                .. Layers,
                new("lora-rank", HyperparameterKind.Integer, 0, 0, 1024, "attention: rank of the matrices that are learnt and added to the frozen ones of queries and values (LoRA); 0 for none"),
                new("lora-alpha", HyperparameterKind.Number, 16.0, 0, 10_000, "attention: these matrices are scaled by lora-alpha / lora-rank"),
                Dropout,
                OutputDropout,
                Adversarial,
                .. Texts,
            ]),
        Table(
            TorchFamily.LstmCrf,
            [
                .. Recurrent,
                Embedding,
                Dropout,
                Adversarial,
                Texts[0],
            ]),
        Table(
            TorchFamily.TwoTower,
            Embedding with { Default = 64, Meaning = "numbers of a user's and of an item's vector" },
            new("layers", HyperparameterKind.Integer, 0, 0, 16, "hidden layers of each tower; with none, the vectors themselves are compared"),
            new("width", HyperparameterKind.Integer, 64, 1, 100_000, "units of a hidden layer"),
            new("negatives", HyperparameterKind.Integer, 4, 1, 1000, "items that the user did not choose, drawn for each one chosen"),
            Dropout),
        Table(
            TorchFamily.Seq2seq,
            [
                new("layers", HyperparameterKind.Integer, 2, 1, 100, "layers of the encoder, and of the decoder"),
                .. Layers,
                new("beam", HyperparameterKind.Integer, 1, 1, 64, "answers that are followed at once while one is written; 1: each time the likeliest token (greedy)"),
                new("length-penalty", HyperparameterKind.Number, 1.0, 0, 5, "beam: of the answers found that with the greatest log p / length^length-penalty is given; 0: the likeliest"),
                Dropout,
                OutputDropout,
                Adversarial,
                .. Texts,
            ]),
    ];

    public static TrainerTable Of(TorchFamily family) => All[(int)family];

    private static TrainerTable Table(TorchFamily family, params ReadOnlySpan<HyperparameterInfo> own) => new(TrainerKind.Torch, family, [.. own, .. Loop]);
}
