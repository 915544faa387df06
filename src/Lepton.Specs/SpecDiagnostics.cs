using Lepton.Core;
using Lepton.Core.Diagnostics;
using Lepton.Core.Text;

namespace Lepton.Specs;

/// <summary>LPT1xxx: what can be wrong with a spec. One factory a code.</summary>
public static class SpecDiagnostics
{
    public static Diagnostic Unreadable(SourceLocation at, string reason) =>
        Error("LPT1001", $"the file cannot be read: {reason}", at, null);

    public static Diagnostic Syntax(SourceLocation at, string reason) =>
        Error("LPT1002", $"not valid YAML: {reason}", at, null);

    public static Diagnostic InvalidUtf8(SourceLocation at) =>
        Error("LPT1003", "the file is not valid UTF-8", at, "save it as UTF-8");

    public static Diagnostic TooLarge(SourceLocation at, string reason) =>
        Error("LPT1004", $"too large for a spec: {reason}", at, "move data out of the spec");

    public static Diagnostic DuplicateKey(SourceLocation at, string key, int firstLine) =>
        Error("LPT1005", $"'{key}' is given twice, first on line {firstLine}", at, "remove one of them");

    public static Diagnostic Alias(SourceLocation at) =>
        Error("LPT1006", "anchors and aliases are not part of Lepton's specs", at, "write the value out");

    public static Diagnostic UnknownKey(SourceLocation at, string key, IReadOnlyCollection<string> known) =>
        Error("LPT1007", $"unknown key '{key}'", at, Suggestion.Hint(key, known));

    public static Diagnostic MissingKey(SourceLocation at, string key, string meaning) =>
        Error("LPT1008", $"'{key}' is missing", at, $"{key}: {meaning}");

    public static Diagnostic WrongType(SourceLocation at, string expected, string found) =>
        Error("LPT1009", $"expected {expected}, found {found}", at, null);

    public static Diagnostic OutOfRange(SourceLocation at, string found, string range) =>
        Error("LPT1010", $"{found} is out of range", at, $"allowed: {range}");

    public static Diagnostic UnknownWord(SourceLocation at, string word, string what, IReadOnlyCollection<string> known) =>
        Error("LPT1011", $"'{word}' is no {what}", at, Suggestion.Hint(word, known));

    public static Diagnostic Contradiction(SourceLocation at, string reason, string? hint = null) =>
        Error("LPT1012", reason, at, hint);

    public static Diagnostic DuplicateName(SourceLocation at, string kind, string name, SourceLocation first) =>
        Error("LPT1013", $"there are two specs of kind {kind} named '{name}', the other in {Path.GetFileName(first.Path)}", at, "rename one of them");

    public static Diagnostic UnknownDataset(SourceLocation at, string name, IReadOnlyCollection<string> known) =>
        Error("LPT1014", $"there is no dataset '{name}'", at, Suggestion.Hint(name, known));

    public static Diagnostic UnknownColumn(SourceLocation at, string name, string dataset, IReadOnlyCollection<string> known) =>
        Error("LPT1015", $"dataset '{dataset}' has no column '{name}'", at, Suggestion.Hint(name, known));

    public static Diagnostic UnsuitedMetric(SourceLocation at, string metric, string task, IReadOnlyCollection<string> suited) =>
        Error("LPT1016", $"metric '{metric}' does not suit {task}", at, $"suited: {string.Join(", ", suited)}");

    public static Diagnostic UnknownHyperparameter(SourceLocation at, string name, string trainer, IReadOnlyCollection<string> known) =>
        Error("LPT1017", $"trainer '{trainer}' has no hyperparameter '{name}'", at, Suggestion.Hint(name, known));

    public static Diagnostic BadHyperparameter(SourceLocation at, string name, string reason) =>
        Error("LPT1018", $"hyperparameter '{name}' {reason}", at, null);

    public static Diagnostic TargetIsFeature(SourceLocation at, string target) =>
        Error("LPT1019", $"the target '{target}' is among the features", at, "remove it from features.include: a model that sees its answer learns nothing");

    public static Diagnostic PathLeavesWorkspace(SourceLocation at, string path) =>
        Error("LPT1021", $"'{path}' leads out of the workspace", at, "paths are relative to the file that names them and stay inside the workspace");

    public static Diagnostic SecretLiteral(SourceLocation at) =>
        Error("LPT1022", "this looks like a secret", at, "revoke it if it is real, and name an environment variable instead: env:NAME");

    public static Diagnostic NoWorkspace(string folder) =>
        Error("LPT1023", $"there is no lepton.yaml in '{folder}' or above", null, "lepton init writes a small workspace that trains at once");

    public static Diagnostic NeedsValidation(SourceLocation at, string what, string dataset) =>
        Error("LPT1024", $"{what} needs a validation part, and the split of dataset '{dataset}' has none", at, "add validation: to the dataset's split");

    public static Diagnostic UnsuitedTarget(SourceLocation at, string target, string type, string task) =>
        Error("LPT1025", $"the target '{target}' is of type {type}, which does not suit {task}", at, null);

    public static Diagnostic NamedAsAnswer(SourceLocation at, string column) =>
        Contradiction(at, $"column '{column}' goes into the model, and what it answers is called '{column}' too", "give the column another name in the dataset's query and columns");

    public static Diagnostic UnknownModel(string pattern, IReadOnlyCollection<string> known, SourceLocation? at = null) =>
        Error("LPT1026", $"no model matches '{pattern}'", at, Suggestion.Hint(pattern, known));

    public static Diagnostic BadOverride(string text, string reason) =>
        Error("LPT1027", $"-s {text}: {reason}", null, "write -s path.to.key=value, as in -s trainer.hyperparameters.max-depth=6");

    public static Diagnostic UnreachableGate(SourceLocation at, string reason) =>
        new("LPT1028", Severity.Warning, reason, at, "lower the limit, or give the gate more rows", ExitCode.Usage);

    public static Diagnostic UnpinnedRow(SourceLocation at, string file) =>
        new("LPT1029", Severity.Warning, $"the split depends on row numbers of '{file}', whose bytes are not pinned", at, "add its sha256, or split by a column that stays with the row", ExitCode.Usage);

    private static Diagnostic Error(string code, string message, SourceLocation? at, string? hint) =>
        new(code, Severity.Error, message, at, hint, ExitCode.Usage);
}
