namespace Lepton.Acceptance.Tests;

/// <summary>What trains networks for long: one after the other, since each uses both cores.</summary>
[Collection("networks")]
public class NetworkTests
{
    private const string Spec = """
        apiVersion: lepton/v1
        kind: Model
        name: digit-net
        dataset: DATASET
        task: multiclass-classification
        target: digit
        trainer:
          type: torch
          family: FAMILY
          hyperparameters: { width: 32, dropout: 0.2, epochs: EPOCHS }
        resources: { cpu: 2 }
        evaluation: { metrics: [accuracy] }
        gates: [{ metric: accuracy, min: 0.5 }]

        """;

    private static string Net(string family, int epochs) => Spec
        .Replace("FAMILY", family, StringComparison.Ordinal)
        .Replace("DATASET", family == "cnn" ? "digit-images" : "digits", StringComparison.Ordinal)
        .Replace("EPOCHS", $"{epochs}", StringComparison.Ordinal);

    // Matrix products by OpenBLAS, and convolutions by oneDNN.
    [NetworkTheory]
    [InlineData("mlp")]
    [InlineData("cnn")]
    public void A_network_has_the_same_bytes_whatever_the_shell_exports(string family)
    {
        using var user = User.WithSamples();
        user.Write("models/digit-net.yaml", Net(family, 4));
        Assert.Equal(0, user.Type("train", "digit-net").Code);
        Directory.Delete(user.File(".lepton"), recursive: true);
        string[] hostile = ["OMP_NUM_THREADS=1", "OMP_PROC_BIND=true", "OPENBLAS_NUM_THREADS=4", "OPENBLAS_CORETYPE=Prescott", "ATEN_CPU_CAPABILITY=default", "DNNL_MAX_CPU_ISA=SSE41", "MKL_NUM_THREADS=3"];
        var again = User.Wait(user.Start("env", [.. hostile, User.Command, "train", "digit-net", "--locked"]));
        Assert.True(again.Code == 0, again.ToString());
        Assert.Contains("lock unchanged", again.Out, StringComparison.Ordinal);
    }

    [NetworkFact]
    public void The_samples_of_networks_train_to_their_committed_locks()
    {
        using var user = User.WithSamples(networks: true);
        string[] names = ["digit-reader-cnn", "film-picks", "order-words", "support-intents", "support-language", "support-recurrent", "support-replies", "support-teams", "tumor-network"];
        string[] Locks() => [.. names.Select(n => File.ReadAllText(user.File($"models/{n}.lock.yaml")))];
        var before = Locks();
        var run = user.Type(["train", .. names]);
        Assert.True(run.Code == 0, run.ToString());
        Assert.Equal(before, Locks());

        // What each answers, row by row.
        user.Write("mail.jsonl", """{"words": ["Anna", "Becker", "needs", "12", "boxes", "of", "green", "tea"]}""");
        Assert.Equal("tags\nB-person I-person O B-amount I-amount O B-product I-product\n", user.Type("predict", "order-words", "mail.jsonl").Out.ReplaceLineEndings("\n"));
        user.Write("text.csv", "text\nplease send me a new password\n");
        Assert.Contains("forgot-password,", user.Type("predict", "support-intents", "text.csv").Out, StringComparison.Ordinal);
        user.Write("people.csv", "person\np001\nnobody\n");
        Assert.Equal(3, user.Type("predict", "film-picks", "people.csv").Out.ReplaceLineEndings("\n").TrimEnd().Split('\n').Length);
        user.Write("image.jsonl", $$"""{"image": [{{string.Join(", ", Enumerable.Repeat(0, 64))}}]}""");
        Assert.Equal(2, user.Type("predict", "digit-reader-cnn", "image.jsonl").Out.ReplaceLineEndings("\n").TrimEnd().Split('\n').Length);
        user.Write("image.jsonl", """{"image": [1, 2, 3]}""");
        Assert.Equal(1, user.Type("predict", "digit-reader-cnn", "image.jsonl").Code);
    }

    [NetworkFact]
    public void Two_processes_train_one_network_to_the_same_bytes_again()
    {
        using var user = User.WithSamples();
        user.Write("models/digit-net.yaml", Net("mlp", 4).Replace("cpu: 2", "cpu: 1, gpu: 2", StringComparison.Ordinal));
        Assert.Equal(0, user.Type("train", "digit-net").Code);
        Directory.Delete(user.File(".lepton"), recursive: true);
        var again = user.Type("train", "digit-net", "--locked");
        Assert.True(again.Code == 0, again.ToString());
        Assert.Contains("lock unchanged", again.Out, StringComparison.Ordinal);
    }

    [NetworkFact]
    public void Where_one_of_two_processes_is_killed_the_other_ends_and_the_step_fails()
    {
        using var user = User.WithSamples();
        user.Write("models/digit-net.yaml", Net("mlp", 100_000).Replace("cpu: 2", "cpu: 1, gpu: 2", StringComparison.Ordinal));
        using var process = user.Start(User.Command, ["train", "digit-net", "-v"]);
        var line = string.Empty;
        while (!line.Contains("epoch 2 of", StringComparison.Ordinal))
        {
            line = process.StandardError.ReadLine() ?? throw new InvalidOperationException("it ended by itself");
        }

        int[] children = [.. User.Wait(user.Start("pgrep", ["-P", $"{process.Id}"])).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        Assert.Equal(2, children.Length);
        System.Diagnostics.Process.Start("kill", ["-KILL", $"{children[1]}"])!.WaitForExit();
        var said = process.StandardError.ReadToEnd();
        Assert.True(process.WaitForExit(30_000));
        Assert.Equal(1, process.ExitCode);
        Assert.Contains("LPT3010", said, StringComparison.Ordinal);
        Assert.All(children, c => Assert.False(Directory.Exists($"/proc/{c}")));
        Assert.Empty(user.Leftovers());
    }

    [NetworkFact]
    public void LPT3023_memory_that_runs_out_is_told_with_its_peak_and_the_batch_size()
    {
        using var user = User.WithSamples();
        user.Write("models/digit-net.yaml", Net("mlp", 1).Replace("width: 32", "width: 12000, layers: 4", StringComparison.Ordinal));
        var run = User.Wait(user.Start("bash", ["-c", $"ulimit -v 6000000; DOTNET_GCHeapHardLimit=0x80000000 timeout 120 '{User.Command}' train digit-net"]));
        Assert.Equal(1, run.Code);
        Assert.Matches("LPT3023: libtorch ran out of memory: at most [0-9.]+ GB were in use, with batches of [0-9]+ rows", run.Error);
    }

    [NetworkFact]
    public void A_batch_size_that_is_left_to_training_is_halved_until_a_step_fits_into_memory()
    {
        // 256 texts of 250 words need gigabytes for attention, a few of them do not.
        using var user = User.WithSamples();
        var random = new Random(1);
        user.Write("data/long.csv", "id,t,y\n" + string.Concat(Enumerable.Range(0, 300).Select(i => $"{i},{string.Join(' ', Enumerable.Range(0, 500).Select(_ => $"w{random.Next(50)}"))},{i % 3}.5\n")));
        user.Write("data-specs/long.yaml", "apiVersion: lepton/v1\nkind: Dataset\nname: long\nfiles: [{ path: ../data/long.csv }]\ncolumns:\n  id: { type: integer, role: id }\n  t: { type: text }\n  y: { type: number }\nsplit: { by: expression, test: id % 10 = 0 }\n");
        user.Write("models/long.yaml", "apiVersion: lepton/v1\nkind: Model\nname: long\ndataset: long\ntask: regression\ntarget: y\nfeatures: { encode: { t: { type: tokens, characters: [], max-length: 250 } } }\ntrainer: { type: torch, family: transformer, hyperparameters: { epochs: 1, batch-size: auto, width: 16, heads: 8, layers: 2, feed-forward: 16 } }\nevaluation: { metrics: [mae] }\n");
        var run = User.Wait(user.Start("bash", ["-c", $"ulimit -v 7000000; DOTNET_GCHeapHardLimit=0x40000000 timeout 300 '{User.Command}' train long -v"]));
        Assert.True(run.Code == 0, run.ToString());
        Assert.Contains("out of memory with batches of 256 rows, going on with 128", run.Error, StringComparison.Ordinal);
        Assert.Matches("\"batch-size\":(8|16|32|64|128)[,}]", string.Concat(Directory.GetFiles(user.File(".lepton/results")).Select(File.ReadAllText)));
        Assert.Empty(user.Leftovers());
    }

    [NetworkFact]
    public void Images_that_do_not_fit_into_memory_are_trained_on_all_the_same()
    {
        // 300 MB of tensors, and a heap of 160 MB.
        using var user = User.WithSamples();
        user.Write("data-specs/noise.yaml", "apiVersion: lepton/v1\nkind: Dataset\nname: noise\nfiles: [{ path: ../data/seeds.csv }]\nquery: SELECT n AS id, list_transform(range(3072), i -> ((n * 31 + i * 17) % 97) / 97.0) AS image, n % 7 / 2.0 AS y FROM files ORDER BY n\ncolumns:\n  id: { type: integer, role: id }\n  image: { type: \"tensor(3, 32, 32)\" }\n  y: { type: number }\nsplit: { by: expression, test: id % 100 = 0, validation: id % 100 = 1 }\n");
        user.Write("data/seeds.csv", "n\n" + string.Concat(Enumerable.Range(0, 25_000).Select(n => $"{n}\n")));
        user.Write("models/noise.yaml", "apiVersion: lepton/v1\nkind: Model\nname: noise\ndataset: noise\ntask: regression\ntarget: y\ntrainer: { type: torch, family: mlp, early-stopping: { metric: rmse }, hyperparameters: { epochs: 1, width: 2, layers: 1 } }\nevaluation: { metrics: [mae] }\n");
        var run = User.Wait(user.Start("env", ["DOTNET_GCHeapHardLimit=0xA000000", User.Command, "train", "noise"]));
        Assert.True(run.Code == 0, run.ToString());
        Assert.Empty(user.Leftovers());
    }

    [NetworkFact]
    public void LPT1034_a_GPU_that_is_not_there_is_told()
    {
        using var user = User.WithSamples(networks: true);
        var run = user.Type("train", "support-intents", "--device", "cuda:77");
        Assert.Equal(4, run.Code);
        Assert.Contains("models/support-intents.yaml(", run.Error, StringComparison.Ordinal);
        Assert.Matches("error LPT1034: support-intents cannot be trained on cuda:77: libtorch finds (no GPU|[0-9]+ GPUs) here", run.Error);
        var unknown = user.Type("train", "support-intents", "--device", "tpu");
        Assert.Equal(2, unknown.Code);
        Assert.Contains("--device takes auto, cpu, cuda or cuda:N, not 'tpu'", unknown.Error, StringComparison.Ordinal);
    }

    [NetworkFact]
    public void A_model_that_another_starts_from_is_trained_first_where_its_network_is_not_here()
    {
        using var user = User.WithSamples(networks: true);
        var run = user.Type("train", "support-teams");
        Assert.True(run.Code == 0, run.ToString());
        Assert.Contains("train support-intents", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("evaluate support-intents", run.Error, StringComparison.Ordinal);
        Assert.Contains("lock unchanged", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("train support-intents", user.Type("train", "support-teams").Error, StringComparison.Ordinal);
    }

    [NetworkTheory]
    [InlineData("docs/commands.md")]
    [InlineData("docs/networks.md")]
    public void The_commands_of_a_page_about_all_samples_do_what_it_says(string page) => DocumentationTests.TypeAll(page, networks: true);

    [NetworkFact]
    public void A_cancelled_network_leaves_no_process_and_no_file()
    {
        using var user = User.WithSamples();
        user.Write("models/digit-net.yaml", Net("mlp", 100_000));
        using var process = user.Start(User.Command, ["train", "digit-net", "-v"]);
        var line = string.Empty;
        while (!line.Contains("epoch 2 of", StringComparison.Ordinal))
        {
            line = process.StandardError.ReadLine() ?? throw new InvalidOperationException("it ended by itself");
        }

        System.Diagnostics.Process.Start("kill", ["-TERM", $"{process.Id}"])!.WaitForExit();
        process.StandardError.ReadToEnd();
        Assert.True(process.WaitForExit(20_000));
        Assert.Equal(130, process.ExitCode);
        Assert.Empty(user.Leftovers());
    }
}
