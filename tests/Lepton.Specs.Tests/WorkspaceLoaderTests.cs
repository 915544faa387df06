using Lepton.Specs.Models;

namespace Lepton.Specs.Tests;

public class WorkspaceLoaderTests
{
    [Fact]
    public void A_sound_workspace_has_nothing_to_tell()
    {
        using var specimen = new Specimen();
        var loaded = specimen.Load();
        Assert.Empty(loaded.Diagnostics);
        Assert.Equal(TaskKind.BinaryClassification, loaded.Workspace!.Models["cell-check"].Task);
    }

    [Theory]
    [InlineData("metrics: [auc]", "metrics: [auc]\n  metrix: 1", "LPT1007")]
    [InlineData("metrics: [auc]", "threshold: 0.5", "LPT1008")]
    [InlineData("rounds: 10", "rounds: ten", "LPT1018")]
    [InlineData("rounds: 10", "rounds: 0", "LPT1018")]
    [InlineData("rounds: 10", "rounds: { value: 10, min: 20, max: 30 }", "LPT1018")]
    [InlineData("rounds: 10", "round: 10", "LPT1017")]
    [InlineData("dataset: cells", "dataset: cell", "LPT1014")]
    [InlineData("target: bad", "target: badd", "LPT1015")]
    [InlineData("target: bad", "target: size", "LPT1025")]
    [InlineData("target: bad", "target: colour", "LPT1008")]
    [InlineData("metrics: [auc]", "metrics: [rmse]", "LPT1016")]
    [InlineData("metrics: [auc]", "metrics: [aucc]", "LPT1011")]
    [InlineData("target: bad", "target: bad\nfeatures: { include: [size, bad] }", "LPT1019")]
    [InlineData("target: bad", "target: bad\nfeatures: { exclude: [sise] }", "LPT1015")]
    [InlineData("target: bad", "target: bad\nseed: 1.5", "LPT1009")]
    [InlineData("target: bad", "target: bad\nresources: { cpu: 0 }", "LPT1010")]
    [InlineData("type: xgboost", "type: xgbost", "LPT1011")]
    [InlineData("type: xgboost", "type: xgboost\n  family: mlp", "LPT1012")]
    [InlineData("type: xgboost\n  hyperparameters: { rounds: 10 }", "type: torch\n  family: lstm-crf", "LPT1012")]
    [InlineData("type: xgboost\n  hyperparameters: { rounds: 10 }", "type: torch\n  family: transformer\n  hyperparameters: { width: 10, heads: 3 }", "LPT1018")]
    [InlineData("type: xgboost\n  hyperparameters: { rounds: 10 }", "type: torch", "LPT1012")]
    [InlineData("type: xgboost\n  hyperparameters: { rounds: 10 }", "type: torch\n  family: mpl", "LPT1011")]
    [InlineData("type: xgboost\n  hyperparameters: { rounds: 10 }", "type: torch\n  family: transformer\n  hyperparameters: { lora-rank: 2 }", "LPT1012")]
    [InlineData("type: xgboost\n  hyperparameters: { rounds: 10 }", "type: torch\n  family: mlp\n  pretrained: { model: other, digest: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef }", "LPT1012")]
    [InlineData("type: xgboost\n  hyperparameters: { rounds: 10 }", "type: torch\n  family: cnn\n  pretrained: { path: x.safetensors, sha256: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef }", "LPT1012")]
    [InlineData("type: xgboost\n  hyperparameters: { rounds: 10 }", "type: torch\n  family: transformer\n  pretrained: { path: x.safetensors, sha256: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef }", "LPT1012")]
    [InlineData("type: xgboost\n  hyperparameters: { rounds: 10 }", "type: torch\n  family: transformer\n  hyperparameters: { norm: after }\n  pretrained: { path: ../../x.safetensors, sha256: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef }", "LPT1021")]
    [InlineData("type: xgboost\n  hyperparameters: { rounds: 10 }", "type: torch\n  family: transformer\n  pretrained: { model: other }", "LPT1012")]
    [InlineData("type: xgboost\n  hyperparameters: { rounds: 10 }", "type: torch\n  family: transformer\n  pretrained: { path: x.safetensors }", "LPT1012")]
    [InlineData("type: xgboost", "type: xgboost\n  freeze: [embedding]", "LPT1012")]
    [InlineData("target: bad", "target: bad\nfeatures: { encode: { colour: { type: tokens, tokenizer: word-piece } } }", "LPT1012")]
    [InlineData("target: bad", "target: bad\nfeatures: { encode: { colour: { type: tokens, tokenizer: word-piece, vocabulary: { path: ../../v.txt, sha256: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef } } } }", "LPT1021")]
    [InlineData("min: 0.5", "margin: 0.5", "LPT1012")]
    [InlineData("metric: auc, min", "metric: auc, slice: huge, min", "LPT1011")]
    [InlineData("name: cell-check", "name: Cell_Check", "LPT1009")]
    [InlineData("name: cell-check", "name: cell-check\ndescription: ghp_0123456789012345678901234567890123456", "LPT1022")]
    [InlineData("hyperparameters: { rounds: 10 }", "hyperparameters: ../../../x.yaml", "LPT1021")]
    [InlineData("hyperparameters: { rounds: 10 }", "hyperparameters: missing.yaml", "LPT1001")]
    [InlineData("min: 0.5", "min: 0.5, on: folds", "LPT1012")]
    [InlineData("metrics: [auc]", "metrics: [auc]\n  folds: 5\n  fold-by: group", "LPT1012")]
    [InlineData("metrics: [auc]", "metrics: [auc]\n  folds: 5\n  fold-by: time", "LPT1012")]
    [InlineData("metrics: [auc]", "metrics: [auc]\n  folds: 1", "LPT1010")]
    [InlineData("type: xgboost\n  hyperparameters: { rounds: 10 }", "type: torch\n  family: transformer\n  hyperparameters: { width: wide }", "LPT1018")]
    [InlineData("metrics: [auc]", "metrics: [auc]\n  calibrate: platt\n  folds: 2", "LPT1012")]
    [InlineData("kind: Model", "kind: Modell", "LPT1011")]
    public void A_bad_model_points_at_its_line(string sound, string bad, string code)
    {
        using var specimen = new Specimen(model: Specimen.Model.Replace(sound, bad, StringComparison.Ordinal));
        var found = Assert.Single(specimen.Load().Diagnostics);
        Assert.Equal(code, found.Code);
        Assert.True(found.Location!.Line > 0);
        Assert.True(found.IsError);
    }

    [Theory]
    [InlineData("members: [one, two]", "members: [one, three]", "LPT1026")]
    [InlineData("members: [one, two]", "members: [one]", "LPT1009")]
    [InlineData("members: [one, two]", "members: [one, one]", "LPT1012")]
    [InlineData("members: [one, two]", "members: [one, cell-check]", "LPT1012")]
    [InlineData("members: [one, two]", "hyperparameters: { combine: average }", "LPT1012")]
    [InlineData("members: [one, two]", "members: [one, two]\n  early-stopping: { metric: auc }", "LPT1012")]
    [InlineData("members: [one, two]", "members: [one, two]\n  hyperparameters: { combine: vote }", "LPT1018")]
    [InlineData("type: ensemble", "type: linear", "LPT1012")]
    [InlineData("metrics: [auc]", "metrics: [auc]\n  folds: 5", "LPT1012")]
    [InlineData("trainer:", "features: { exclude: [size] }\ntrainer:", "LPT1012")]
    public void A_bad_ensemble_points_at_its_line(string sound, string bad, string code)
    {
        var ensemble = Specimen.Model.Replace("type: xgboost\n  hyperparameters: { rounds: 10 }", "type: ensemble\n  members: [one, two]", StringComparison.Ordinal);
        using var specimen = new Specimen(model: ensemble.Replace(sound, bad, StringComparison.Ordinal));
        specimen.Folder.Write("specs/one.yaml", Specimen.Model.Replace("cell-check", "one", StringComparison.Ordinal));
        specimen.Folder.Write("specs/two.yaml", Specimen.Model.Replace("cell-check", "two", StringComparison.Ordinal));
        var found = Assert.Single(specimen.Load().Diagnostics);
        Assert.Equal(code, found.Code);
        Assert.EndsWith("model.yaml", found.Location!.Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fold-by: time")]
    [InlineData("fold-by: auto")]
    public void Two_folds_by_time_leave_a_block_to_stop_by(string dealt)
    {
        using var specimen = new Specimen(
            dataset: Specimen.Dataset.Replace("  bad:", "  day: { type: timestamp, role: time }\n  bad:", StringComparison.Ordinal),
            model: Specimen.Model.Replace("metrics: [auc]", $"metrics: [auc]\n  calibrate: platt\n  folds: 2\n  {dealt}", StringComparison.Ordinal));
        Assert.Empty(specimen.Load().Diagnostics);
    }

    [Fact]
    public void No_input_of_a_model_is_called_as_its_answer()
    {
        string Dataset(string name) => Specimen.Dataset.Replace("size:", $"{name}:", StringComparison.Ordinal);
        using var clash = new Specimen(dataset: Dataset("label"));
        Assert.Equal(("LPT1012", 4), (Assert.Single(clash.Load().Diagnostics).Code, clash.Load().Diagnostics[0].Location!.Line));
        using var answerOfOthers = new Specimen(dataset: Dataset("value"));
        Assert.Empty(answerOfOthers.Load().Diagnostics);
        using var excluded = new Specimen(dataset: Dataset("label"), model: Specimen.Model.Replace("trainer:", "features: { exclude: [label] }\ntrainer:", StringComparison.Ordinal));
        Assert.Empty(excluded.Load().Diagnostics);
    }

    [Fact]
    public void Members_answer_the_question_of_the_ensemble()
    {
        using var specimen = new Specimen(model: Specimen.Model.Replace("type: xgboost\n  hyperparameters: { rounds: 10 }", "type: ensemble\n  members: [one, two]", StringComparison.Ordinal));
        specimen.Folder.Write("specs/one.yaml", Specimen.Model.Replace("cell-check", "one", StringComparison.Ordinal));
        specimen.Folder.Write("specs/two.yaml", Specimen.Model.Replace("cell-check", "two", StringComparison.Ordinal).Replace("target: bad", "target: colour\npositive: red", StringComparison.Ordinal));
        Assert.Contains(specimen.Load().Diagnostics, d => d.Message == "'two' answers another question: its target is colour, not bad");
    }

    [Fact]
    public void Folds_of_a_model_whose_start_knows_their_rows_are_refused()
    {
        const string Start = "  pretrained: { model: START, digest: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef }";
        string Torch(string name, string start) => Specimen.Model.Replace("cell-check", name, StringComparison.Ordinal)
            .Replace("type: xgboost\n  hyperparameters: { rounds: 10 }", "type: torch\n  family: transformer\n" + Start.Replace("START", start, StringComparison.Ordinal), StringComparison.Ordinal);
        using var specimen = new Specimen(model: Torch("cell-check", "between").Replace("metrics: [auc]", "metrics: [auc]\n  folds: 5", StringComparison.Ordinal));
        specimen.Folder.Write("specs/between.yaml", Torch("between", "first").Replace("dataset: cells", "dataset: others", StringComparison.Ordinal));
        specimen.Folder.Write("specs/first.yaml", Specimen.Model.Replace("cell-check", "first", StringComparison.Ordinal));
        specimen.Folder.Write("specs/others.yaml", Specimen.Dataset.Replace("name: cells", "name: others", StringComparison.Ordinal));
        Assert.Contains(specimen.Load().Diagnostics, d => d.Code == "LPT1012" && d.Message.StartsWith("'cell-check' starts from 'first', which has learnt from the same dataset", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("path: ../data/cells.csv", "path: ../../../etc/passwd", "LPT1021")]
    [InlineData("path: ../data/cells.csv", "url: https://example.org/a.csv", "LPT1012")]
    [InlineData("path: ../data/cells.csv", "name: x", "LPT1012")]
    [InlineData("test: 0.2, validation: 0.2", "test: 0.6, validation: 0.5", "LPT1012")]
    [InlineData("by: random, test: 0.2, validation: 0.2", "by: group, test: 0.2", "LPT1012")]
    [InlineData("colour: { type: category }", "colour: { type: categry }", "LPT1009")]
    [InlineData("colour: { type: category }", "colour: { type: category, min: 3 }", "LPT1012")]
    [InlineData("split:", "checks: [{ unique: [idd] }]\nsplit:", "LPT1015")]
    [InlineData("split:", "checks: [{ rows: { min: 1 }, sql: SELECT 1 }]\nsplit:", "LPT1012")]
    [InlineData("kind: Dataset", "kind: Dataset\napiversion: x", "LPT1007")]
    public void A_bad_dataset_points_at_its_line(string sound, string bad, string code)
    {
        using var specimen = new Specimen(dataset: Specimen.Dataset.Replace(sound, bad, StringComparison.Ordinal));
        var found = Assert.Single(specimen.Load().Diagnostics);
        Assert.Equal(code, found.Code);
        Assert.True(found.Location!.Line > 0);
    }

    [Theory]
    [InlineData("{ type: tokens, tokenizer: pieces }", "64", null)]
    [InlineData("{ type: tokens, tokenizer: characters }", "auto", null)]
    [InlineData("tf-idf", "64", "LPT1012")]
    [InlineData("{ type: tokens, tokenizer: word-piece, vocabulary: { path: ../v.txt, sha256: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef } }", "64", "LPT1012")]
    [InlineData("{ type: tokens, tokenizer: words }", "most", "LPT1018")]
    [InlineData("{ type: tokens, tokenizer: words }", "0", "LPT1018")]
    public void A_model_that_writes_texts_says_of_what(string encoding, string batchSize, string? code)
    {
        using var specimen = new Specimen(
            Specimen.Dataset.Replace("colour: { type: category }", "colour: { type: text }", StringComparison.Ordinal),
            $$"""
            apiVersion: lepton/v1
            kind: Model
            name: writer
            dataset: cells
            task: text-to-text
            target: colour
            features: { include: [size], encode: { colour: {{encoding}} } }
            trainer:
              type: torch
              family: seq2seq
              hyperparameters: { batch-size: {{batchSize}} }
            evaluation: { metrics: [bleu] }
            """);
        Assert.Equal(code, Assert.Single(specimen.Load().Diagnostics.DefaultIfEmpty())?.Code);
    }

    [Fact]
    public void All_problems_of_all_files_are_told_at_once()
    {
        using var specimen = new Specimen(
            Specimen.Dataset.Replace("test: 0.2", "test: 2", StringComparison.Ordinal),
            Specimen.Model.Replace("rounds", "rouns", StringComparison.Ordinal).Replace("metrics: [auc]", "metrics: [auc]\n  oops: 1", StringComparison.Ordinal));
        Assert.Equal(2, specimen.Load().Diagnostics.Select(d => d.Location!.Path).Distinct().Count());
    }

    [Fact]
    public void Two_specs_of_one_name_are_an_error()
    {
        using var specimen = new Specimen();
        specimen.Folder.Write("specs/other.yaml", Specimen.Model);
        Assert.Equal("LPT1013", Assert.Single(specimen.Load().Diagnostics).Code);
    }

    [Theory]
    [InlineData("type: xgboost", "type: xgboost\n  early-stopping: { metric: log-loss }")]
    [InlineData("metrics: [auc]", "metrics: [auc]\n  calibrate: platt")]
    [InlineData("metrics: [auc]", "metrics: [auc]\n  threshold: { maximise: f1 }")]
    public void What_looks_at_the_validation_part_needs_one(string sound, string bad)
    {
        using var specimen = new Specimen(
            Specimen.Dataset.Replace(", validation: 0.2", string.Empty, StringComparison.Ordinal),
            Specimen.Model.Replace(sound, bad, StringComparison.Ordinal));
        Assert.Equal("LPT1024", Assert.Single(specimen.Load().Diagnostics).Code);
    }

    [Fact]
    public void A_slip_gets_a_suggestion()
    {
        using var specimen = new Specimen(model: Specimen.Model.Replace("rounds", "rouds", StringComparison.Ordinal));
        Assert.Equal("did you mean 'rounds'?", Assert.Single(specimen.Load().Diagnostics).Hint);
    }

    [Fact]
    public void An_override_replaces_one_value()
    {
        using var specimen = new Specimen();
        var model = specimen.Load("trainer.hyperparameters.max-depth=3").Workspace!.Models["cell-check"];
        Assert.Equal((3, 10), (model.Trainer.Complete().Integer("max-depth"), model.Trainer.Complete().Integer("rounds")));
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("=5")]
    [InlineData("name.x=5")]
    public void An_override_that_leads_nowhere_is_an_error(string text)
    {
        using var specimen = new Specimen();
        Assert.Contains(specimen.Load(text).Diagnostics, d => d.Code == "LPT1027");
    }

    [Fact]
    public void Hyperparameters_can_stand_in_a_file_of_their_own()
    {
        using var specimen = new Specimen(model: Specimen.Model.Replace("{ rounds: 10 }", "tuned.yaml", StringComparison.Ordinal));
        specimen.Folder.Write("specs/tuned.yaml", "apiVersion: lepton/v1\nkind: Hyperparameters\nname: tuned\ntrainer: xgboost\nvalues:\n  rounds: { value: 33, min: 10, max: 50 }\n  max-depth: 99\n");
        var loaded = specimen.Load();
        var found = Assert.Single(loaded.Diagnostics);
        Assert.Equal(("LPT1018", 7), (found.Code, found.Location!.Line));
        Assert.EndsWith("tuned.yaml", found.Location.Path, StringComparison.Ordinal);
    }

    [Fact]
    public void Outside_a_workspace_the_way_in_is_named()
    {
        using var folder = new Testing.TempFolder();
        Assert.Equal("LPT1023", Assert.Single(WorkspaceLoader.Load(folder.Path).Diagnostics).Code);
    }
}
