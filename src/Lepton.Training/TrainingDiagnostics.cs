using Lepton.Core;
using Lepton.Core.Diagnostics;
using Lepton.Core.Digests;

namespace Lepton.Training;

/// <summary>LPT3xxx: what can go wrong in training. One factory a code; 3001 and 3002 are the graph's.</summary>
public static class TrainingDiagnostics
{
    public static Diagnostic TargetNulls(SourceLocation at, string target, long count, string part) =>
        Error("LPT3003", $"{count} rows of the {part} part have no value of the target '{target}'", at, "filter them out in the dataset's query: WHERE … IS NOT NULL");

    public static Diagnostic OneClass(SourceLocation at, string target, string only) =>
        Error("LPT3004", $"all training rows have the same '{target}': {only}", at, "a classifier needs rows of at least two classes");

    public static Diagnostic NoPositive(SourceLocation at, string target, string positive, IReadOnlyCollection<string> found) =>
        Error("LPT3005", $"no training row has '{target}' = '{positive}'", at, $"found: {string.Join(", ", found.Take(10))}");

    public static Diagnostic TooManyClasses(SourceLocation at, string target, int count) =>
        Error("LPT3006", $"'{target}' has {count} classes in the training part; binary classification takes two", at, "use multiclass-classification, or map the classes in the query");

    public static Diagnostic NoFeatures(SourceLocation at) =>
        Error("LPT3007", "the model has no features", at, "check features.include and features.exclude against the dataset's columns of role feature");

    public static Diagnostic EmptyFeature(SourceLocation at, string column) =>
        Warning("LPT3008", $"column '{column}' has no value in the training part; it tells the model nothing", at, "leave it out by features.exclude");

    public static Diagnostic NoXgboost() =>
        new("LPT3009", Severity.Error, "XGBoost was not found", null, "install it: sudo apt-get install libxgboost0", ExitCode.Infrastructure);

    public static Diagnostic NoTorch() =>
        new("LPT3017", Severity.Error, "libtorch was not found", null, "install it: sudo apt-get install libtorch-dev libgloo-dev libopenblas0-pthread cmake g++; then ./build.sh Compile", ExitCode.Infrastructure);

    public static Diagnostic EngineFailed(SourceLocation at, string engine, string reason) =>
        Error("LPT3010", $"{engine} failed: {reason}", at, null);

    public static Diagnostic Disagree(SourceLocation at, double difference, double tolerance, string part) =>
        Error("LPT3011", $"the exported model does not answer as the trained one does: answers for the {part} part differ by {difference:G3}, {tolerance:G3} is allowed", at, "this is a defect of Lepton: please report it");

    public static Diagnostic TextsDiffer(SourceLocation at, int other, int of, string part) =>
        Error("LPT3011", $"the exported model does not write as the trained one does: {other} of {of} texts for the {part} part differ", at, "this is a defect of Lepton: please report it");

    public static Diagnostic NotConverged(SourceLocation at, int iterations) =>
        Warning("LPT3012", $"the optimiser stopped after {iterations} iterations, before it reached its tolerance", at, "raise max-iterations, or l2");

    public static Diagnostic TooWide(SourceLocation at, long rows, int columns) =>
        Error("LPT3013", $"{rows} rows of {columns} features do not fit into memory", at, "xgboost needs them all at once: lower max-features, or use the linear trainer");

    public static Diagnostic UnknownTargetClass(SourceLocation at, string target, string value, string part) =>
        Error("LPT3014", $"the {part} part has '{target}' = '{value}', which no training row has", at, "change the split, or leave such rows out in the query");

    public static Diagnostic UnsupportedFeature(SourceLocation at, string column, string type) =>
        Error("LPT3015", $"column '{column}' is of type {type}, which this trainer does not take", at, "leave it out by features.exclude");

    public static Diagnostic ModelTooLarge(SourceLocation at, long bytes, long largest) =>
        Error("LPT3016", $"the model has {bytes} bytes, at most {largest} are kept", at, "lower max-features or rounds");

    public static Diagnostic UnsuitedFeatures(SourceLocation at, string family, string wants, IReadOnlyCollection<string> columns) =>
        Error("LPT3018", $"the family {family} reads {wants}; the features are {string.Join(", ", columns)}", at, "choose them by features.include or features.exclude, or another family");

    public static Diagnostic TagsDiffer(SourceLocation at, string target, string source, string part, int row, int tags, int tokens) =>
        Error("LPT3019", $"row {row} of the {part} part has {tags} tags in '{target}' and {tokens} tokens in '{source}'", at, "each token needs one tag: mend it in the dataset's query, or leave such rows out");

    public static Diagnostic NoStart(SourceLocation at, string model, Digest digest) =>
        Error("LPT3020", $"the network {digest} of the model '{model}' is neither in the store nor in the remote store", at, $"train '{model}' as it was then, or name the network that its lock has now (artifact: network:)");

    public static Diagnostic UnfitStart(SourceLocation at, string reason) =>
        Error("LPT3021", $"training cannot start from this network: {reason}", at, "give the new network the same shape by its hyperparameters, or start from another one");

    public static Diagnostic UnknownGroups(SourceLocation at, string groups) =>
        Error("LPT3022", $"the network has no parameters of the groups {groups}", at, "mend the names under freeze and learning-rates");

    public const string OutOfMemoryCode = "LPT3023";

    public static Diagnostic OutOfMemory(SourceLocation at, long peak, int batchSize, string reason) =>
        Error(OutOfMemoryCode, $"libtorch ran out of memory: at most {peak / 1e9:0.00} GB were in use, with batches of {batchSize} rows: {reason}", at, "lower batch-size, max-length or the network's widths, or train where there is more memory");

    public static Diagnostic Undetermined(SourceLocation at, string device, string operators) =>
        Warning("LPT3024", $"on {device} there is no deterministic form of {operators}: the same key may give other bytes", at, "train on the CPU where equal bytes matter, or take the digest of the lock for the truth");

    public static Diagnostic NoTokens(SourceLocation at, string target) =>
        Error("LPT3025", $"no token of '{target}' occurs often enough in the training part: there is nothing to write with", at, "lower min-frequency of its encoding, or cut it into pieces or characters");

    public static Diagnostic OtherClasses(SourceLocation at, string member, IReadOnlyCollection<string> classes, IReadOnlyCollection<string> own) =>
        Error("LPT3026", $"'{member}' tells {classes.Count} classes apart, not the {own.Count} of the training rows, or in another order", at, "train it anew, or leave it out");

    private static Diagnostic Error(string code, string message, SourceLocation at, string? hint) =>
        new(code, Severity.Error, message, at, hint, ExitCode.StepFailed);

    private static Diagnostic Warning(string code, string message, SourceLocation at, string hint) =>
        new(code, Severity.Warning, message, at, hint, ExitCode.StepFailed);
}
