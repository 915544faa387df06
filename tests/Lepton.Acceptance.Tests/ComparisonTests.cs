using System.Text.Json.Nodes;

namespace Lepton.Acceptance.Tests;

/// <summary>Gates that compare with the base branch's model, the last release or a digest.</summary>
public class ComparisonTests
{
    private const string Gate = "  - { metric: rmse, against: baseline, margin: 1000 }\n";

    [Fact]
    public void A_first_model_has_no_baseline_and_passes_only_where_the_gate_lets_it()
    {
        using var user = WithGate(Gate);
        user.Git("init", "-q", "-b", "main");
        var run = user.Type("train");
        Assert.Equal(3, run.Code);
        Assert.Contains("models/house-price.yaml(15,48): error LPT4003: rmse against baseline: cannot be judged: there is no base branch or earlier commit to compare with; on-missing-baseline: first-run lets a first model pass", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(user.File("models/house-price.lock.yaml")));
        user.Edit("models/house-price.yaml", "margin: 1000", "margin: 1000, on-missing-baseline: first-run");
        run = user.Type("train");
        Assert.True(run.Code == 0, run.ToString());
        Assert.Contains("rmse against baseline: first run", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_worse_candidate_is_kept_back_and_a_like_one_passes()
    {
        using var user = Committed(Gate);
        user.Git("checkout", "-q", "-b", "topic");
        user.Edit("models/house-price.yaml", "l2: 1 ", "l2: 1.1 ");
        var alike = user.Type("train");
        Assert.True(alike.Code == 0, alike.ToString());
        Assert.Matches(@"pass  rmse against baseline: .* \(.* → .*\)", alike.Out);
        user.Git("commit", "-aqm", "alike");

        user.Edit("models/house-price.yaml", "l2: 1.1 ", "l2: 100000 ");
        var worse = user.Type("train");
        Assert.Equal(3, worse.Code);
        Assert.Matches(@"error LPT4002: rmse against baseline: at least [0-9]+ worse with 95 % confidence \(.*\); 1000 worse are allowed", worse.Error);

        // Judged again, from another folder, with nothing to run; and by JSON.
        var judged = user.TypeIn("models", "gate", "--json");
        Assert.Equal(3, judged.Code);
        var comparison = JsonNode.Parse(judged.Out)!["models"]![0]!["comparisons"]!["baseline"]!;
        Assert.Equal((0, 0), ((int)comparison["seen"]!, (int)comparison["unmatched"]!));
        Assert.True((double)comparison["metrics"]!["rmse"]!["lower-bound"]! > 1000);
        Assert.Equal("reused", (string)JsonNode.Parse(judged.Out)!["models"]![0]!["steps"]!["compare"]!["status"]!);
    }

    [Fact]
    public void What_the_lock_names_is_not_judged_again_by_train_but_by_gate()
    {
        using var user = Committed(Gate);
        Directory.Delete(user.File(".lepton"), recursive: true);
        user.Git("commit", "-q", "--allow-empty", "-m", "two");
        var run = user.Type("train");
        Assert.True(run.Code == 0, run.ToString());
        var gate = user.Type("gate");
        Assert.True(gate.Code == 0, gate.ToString());
        Assert.Contains("it is the same model", user.Type("gate", "-v").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_baseline_that_no_store_has_is_trained_again_where_the_user_says_so()
    {
        using var user = Committed(Gate);
        user.Git("checkout", "-q", "-b", "topic");
        user.Edit("models/house-price.yaml", "l2: 1 ", "l2: 2 ");
        Directory.Delete(user.File(".lepton"), recursive: true);
        var run = user.TypeIn("models", "train", "--build-baseline", "--json");
        Assert.True(run.Code == 0, run.ToString());
        Assert.Equal("house-price", (string)JsonNode.Parse(run.Out)!["models"]![0]!["name"]!);
        Assert.Single(user.Git("worktree", "list").Split('\n'));
        Assert.Empty(user.Leftovers());

        // The other commit's lock and the working tree are as they were.
        Assert.Equal("M models/house-price.lock.yaml\n M models/house-price.yaml", user.Git("status", "--porcelain"));
    }

    [Fact]
    public void A_baseline_that_no_store_has_is_an_error_of_infrastructure()
    {
        using var user = Committed(Gate);
        user.Git("checkout", "-q", "-b", "topic");
        user.Edit("models/house-price.yaml", "l2: 1 ", "l2: 2 ");
        Directory.Delete(user.File(".lepton"), recursive: true);
        var run = user.Type("train");
        Assert.Equal(4, run.Code);
        Assert.Contains("error LPT4010: the baseline of 'house-price' cannot be had: sha256:", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_that_the_baseline_was_trained_on_judge_nobody()
    {
        // The split goes by the row's number: one row on top moves every row to another part.
        using var user = User.WithSamples();
        foreach (var spec in Directory.GetFiles(user.File("models"), "*.yaml").Where(f => !Path.GetFileName(f).StartsWith("digit-reader.", StringComparison.Ordinal)))
        {
            File.Delete(spec);
        }

        user.Edit("models/digit-reader.yaml", "gates:\n", "gates:\n  - { metric: accuracy, against: baseline, margin: 0.01, on-missing-baseline: first-run }\n");
        user.Edit("data-specs/digits.yaml", "    sha256: 46abec6b12486ad9e51943373abcf22bbea1b5a51a1619b361570d8893f1464a\n", string.Empty);
        user.Write(".gitignore", ".lepton\n");
        user.Git("init", "-q", "-b", "main");
        Assert.Equal(0, user.Type("train").Code);
        user.Git("add", "-A");
        user.Git("commit", "-q", "-m", "one");
        user.Git("checkout", "-q", "-b", "more-rows");
        Prepend(user.File("data/digits/digits.csv.gz"));

        var run = user.Type("gate", "--json");
        Assert.Equal(3, run.Code);
        var baseline = JsonNode.Parse(run.Out)!["models"]![0]!["comparisons"]!["baseline"]!;
        Assert.True((int)baseline["compared"]! < (int)baseline["rows"]! / 10, baseline.ToJsonString());
        Assert.Matches("cannot be judged: of 360 test rows 3[0-9]+ are known to the baseline from its training", run.Error);

        // The trap: had nobody kept which rows those were, the old model would look perfect and the new one worse.
        var empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        Directory.CreateDirectory(user.File(".lepton/store/sha256/e3"));
        File.WriteAllText(user.File($".lepton/store/sha256/e3/{empty[2..]}"), string.Empty);
        user.Git("stash", "-q");
        user.Git("checkout", "-q", "main");
        user.Write("models/digit-reader.lock.yaml", System.Text.RegularExpressions.Regex.Replace(user.Read("models/digit-reader.lock.yaml"), "rows: sha256:[0-9a-f]{64}", "rows: sha256:" + empty));
        user.Git("commit", "-aqm", "a lock that forgot");
        user.Git("checkout", "-q", "-b", "trap");
        user.Git("stash", "pop", "-q");
        var naive = JsonNode.Parse(user.Type("gate", "--json").Out)!["models"]![0]!["comparisons"]!["baseline"]!["metrics"]!["accuracy"]!;
        Assert.Equal(1.0, (double)naive["reference"]!, 2);
        Assert.InRange((double)naive["candidate"]!, 0.95, 0.99);
    }

    [Fact]
    public void A_baseline_of_other_columns_sees_the_rows_as_its_own_dataset_gives_them()
    {
        using var user = Committed(Gate);
        user.Git("checkout", "-q", "-b", "fewer-columns");

        // The new data lack a column that the baseline needs, and have one that it does not know.
        user.Edit("data-specs/houses.yaml", "SELECT id, area, rooms, district, price", "SELECT id, area, area / rooms AS per_room, district, price");
        user.Edit("data-specs/houses.yaml", "  rooms: { type: integer, min: 1 }", "  per_room: { type: number }");
        user.Edit("data-specs/houses.yaml", "not-null: [area, rooms, price]", "not-null: [area, price]");
        var run = user.Type("train", "--json");
        var baseline = JsonNode.Parse(run.Out)!["models"]![0]!["comparisons"]!["baseline"]!;
        Assert.True((int)baseline["compared"]! == (int)baseline["rows"]! && baseline["obstacle"] is null, baseline.ToJsonString());
        Assert.True((double)baseline["metrics"]!["rmse"]!["reference"]! > 0);

        // Without ids its rows cannot be found.
        user.Edit("data-specs/houses.yaml", "  id: { type: integer, role: id }", "  id: { type: integer, role: group }");
        user.Edit("data-specs/houses.yaml", "by: random, seed: 1", "by: random, column: id, seed: 1");
        var none = user.Type("gate");
        Assert.Equal(3, none.Code);
        Assert.Contains("both datasets need a column with role: id", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_baseline_whose_data_files_are_gone_cannot_be_told_from_instead_of_failing()
    {
        using var user = Committed(Gate);
        user.Git("checkout", "-q", "-b", "other-data");
        user.Git("mv", "data/houses.csv", "data/homes.csv");
        user.Git("mv", "data-specs/houses.yaml", "data-specs/homes.yaml");
        user.Edit("data-specs/homes.yaml", "name: houses", "name: homes");
        user.Edit("data-specs/homes.yaml", "houses.csv", "homes.csv");
        user.Edit("models/house-price.yaml", "dataset: houses", "dataset: homes");
        user.Edit("models/house-price.yaml", "l2: 1 ", "l2: 2 ");
        var run = user.Type("gate");
        Assert.Equal(3, run.Code);
        Assert.Contains("the files of its dataset's spec are not there any more", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_renamed_model_keeps_its_baseline()
    {
        using var user = Committed(Gate);
        user.Git("checkout", "-q", "-b", "rename");
        user.Git("mv", "models/house-price.yaml", "models/price.yaml");
        user.Git("mv", "models/house-price.lock.yaml", "models/price.lock.yaml");
        user.Edit("models/price.yaml", "name: house-price", "name: price");
        var run = user.Type("gate", "-v");
        Assert.True(run.Code == 0, run.ToString());
        Assert.Contains("it is the same model", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_anchor_is_the_last_release_and_ten_merges_do_not_lose_ten_margins()
    {
        using var user = Committed("  - { metric: rmse, against: baseline, margin: 2500, on-missing-baseline: first-run }\n  - { metric: rmse, against: anchor, margin: 4000, on-missing-baseline: first-run }\n");
        user.Git("tag", "house-price/v1.2.0");
        user.Git("tag", "house-price/v1.10.0-beta.1");
        user.Git("tag", "unrelated/v9.0.0");
        var l2 = 1;
        var codes = new List<int>();
        for (var merge = 0; merge < 8 && !codes.Contains(3); merge++)
        {
            user.Edit("models/house-price.yaml", $"l2: {l2} ", $"l2: {l2 += 8} ");
            var run = user.Type("train");
            codes.Add(run.Code);
            if (run.Code == 3)
            {
                Assert.Contains("rmse against anchor", run.Error, StringComparison.Ordinal);
                Assert.DoesNotContain("rmse against baseline", run.Error, StringComparison.Ordinal);
            }

            user.Git("commit", "-aqm", $"l2 {l2}");
        }

        Assert.Equal(3, codes[^1]);
        Assert.True(codes.Count > 2, string.Join(' ', codes));
    }

    [Fact]
    public void A_digest_that_no_lock_names_cannot_be_compared_with()
    {
        using var user = Committed($"  - {{ metric: rmse, against: \"sha256:{new string('a', 64)}\", margin: 1, on-inconclusive: warn }}\n");
        user.Edit("models/house-price.yaml", "l2: 1 ", "l2: 2 ");
        var run = user.Type("train");
        Assert.Equal(0, run.Code);
        Assert.Contains("warning LPT4003", run.Error, StringComparison.Ordinal);
        Assert.Contains("nobody knows which rows it was trained on", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_verdict_of_the_store_is_not_taken_for_gates_that_changed()
    {
        using var user = Committed("  - { metric: rmse, against: baseline, margin: 4000, on-missing-baseline: first-run }\n  - { metric: rmse, against: anchor, margin: 4000 }\n".Replace("margin: 4000 }", "margin: 4000, on-inconclusive: warn }", StringComparison.Ordinal));
        user.Edit("models/house-price.yaml", "l2: 1 ", "l2: 2 ");
        Assert.Contains("rmse against anchor: cannot be judged: there is no release of it yet", user.Type("gate").Error, StringComparison.Ordinal);
        user.Edit("models/house-price.yaml", "on-inconclusive: warn", "on-missing-baseline: first-run");
        var lenient = user.Type("gate", "-v");
        Assert.True(lenient.Code == 0 && lenient.Out.Contains("pass  rmse against anchor: first run", StringComparison.Ordinal), lenient.ToString());
        user.Edit("models/house-price.yaml", "margin: 4000, on-missing-baseline: first-run }\n  - { metric: rmse, against: anchor, margin: 4000, on-missing-baseline: first-run }", "margin: 4000 }\n  - { metric: rmse, against: anchor, margin: 4000 }");
        Assert.Equal(3, user.Type("gate").Code);

        // The comparing gates go: what is left keeps its own line.
        user.Write("models/house-price.yaml", string.Join('\n', user.Read("models/house-price.yaml").Split('\n').Where(l => !l.Contains("against:", StringComparison.Ordinal))));
        user.Edit("models/house-price.yaml", "min: 0.8", "min: 0.999");
        var left = user.Type("gate");
        Assert.Equal(3, left.Code);
        Assert.Contains("models/house-price.yaml(14,", left.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_base_that_has_the_model_without_a_lock_is_no_first_run()
    {
        using var user = WithGate(Gate.Replace("margin: 1000 }", "margin: 1000, on-missing-baseline: first-run }", StringComparison.Ordinal));
        user.Git("init", "-q", "-b", "main");
        user.Git("add", "-A");
        user.Git("commit", "-q", "-m", "a spec and no lock");
        user.Git("checkout", "-q", "-b", "topic");
        user.Git("commit", "-q", "--allow-empty", "-m", "two");
        var run = user.Type("train");
        Assert.Equal(3, run.Code);
        Assert.Contains("the base branch has this model without a lock that can be read", run.Error, StringComparison.Ordinal);

        // A clone that does not know its base branch says so.
        user.Git("branch", "-q", "-D", "main");
        user.Git("remote", "add", "origin", "https://forge.example/acme/models.git");
        Assert.Contains("LPT5009", user.Type("gate").Error, StringComparison.Ordinal);
    }

    private static User WithGate(string gate)
    {
        var user = User.WithExample();
        user.Edit("models/house-price.yaml", "  - { cost: size, max: 1MB }\n", gate);
        return user;
    }

    private static User Committed(string gate)
    {
        var user = WithGate(gate.Replace("margin: 1000 }", "margin: 1000, on-missing-baseline: first-run }", StringComparison.Ordinal));
        user.Git("init", "-q", "-b", "main");
        var run = user.Type("train");
        Assert.True(run.Code == 0, run.ToString());
        user.Git("add", "-A");
        user.Git("commit", "-q", "-m", "one");
        return user;
    }

    private static void Prepend(string path)
    {
        string text;
        using (var reader = new StreamReader(new System.IO.Compression.GZipStream(File.OpenRead(path), System.IO.Compression.CompressionMode.Decompress)))
        {
            text = reader.ReadToEnd();
        }

        using var writer = new StreamWriter(new System.IO.Compression.GZipStream(File.Create(path), System.IO.Compression.CompressionLevel.Optimal));
        writer.Write(string.Join(',', Enumerable.Repeat("0", 64)) + ",0\n" + text);
    }
}
