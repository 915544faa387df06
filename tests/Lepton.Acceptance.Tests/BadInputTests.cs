namespace Lepton.Acceptance.Tests;

public class BadInputTests
{
    [Theory]
    [InlineData("1,2,3\n", "LPT2004")]
    [InlineData("401,big,3,north,5\n", "LPT2011")]
    [InlineData("401,-5,3,north,5\n", "LPT2011")]
    [InlineData("400,50,3,north,5\n", "LPT2012")]
    [InlineData("401,inf,3,north,5\n", "LPT2011")]
    [InlineData("401,50,3,north,\n", "LPT2012")]
    public void A_bad_row_exits_1_with_a_diagnostic_and_mending_it_is_enough(string row, string code)
    {
        using var user = User.WithExample();
        var sound = user.Read("data/houses.csv");
        user.Write("data/houses.csv", sound + row);
        var run = user.Type("train");
        Assert.Equal(1, run.Code);
        Assert.Contains(code, run.Error, StringComparison.Ordinal);
        Assert.Empty(user.Leftovers());
        user.Write("data/houses.csv", sound);
        Assert.Equal(0, user.Type("train").Code);
    }

    [Fact]
    public void A_missing_file_exits_1_and_names_it()
    {
        using var user = User.WithExample();
        File.Delete(user.File("data/houses.csv"));
        var run = user.Type("train");
        Assert.Equal(1, run.Code);
        Assert.Contains("LPT2001", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_whose_engine_is_missing_fails_alone()
    {
        using var user = User.WithSamples();
        var hide = "for f in /usr/lib/*/libxgboost.so*; do mount --bind /dev/null $f; done; exec \"$0\" train --plain";
        var run = User.Wait(user.Start("unshare", ["-rm", "sh", "-c", hide, User.Command]));
        Assert.Equal(4, run.Code);
        Assert.Contains("LPT3009: XGBoost was not found. install it: sudo apt-get install libxgboost0", run.Error, StringComparison.Ordinal);
        Assert.Matches("train digit-reader +failed", run.Error);
        Assert.Matches("gate tumor-screening +done", run.Error);
    }

    [Theory]
    [InlineData("", "LPT2017: DuckDB was not found. run ./build.sh Compile")]
    [InlineData("libduckdb.so", "LPT4008: ONNX Runtime was not found. run ./build.sh Compile")]
    public void A_missing_library_exits_4_with_what_fetches_it(string there, string message)
    {
        // A copy of the command outside of the checkout finds only what lies beside it.
        using var user = User.WithExample();
        var copy = Directory.CreateDirectory(user.File("copy")).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(User.Command)!))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        if (there.Length > 0)
        {
            File.CreateSymbolicLink(Path.Combine(copy, there), Path.Combine(User.Natives, there));
        }

        var run = User.Wait(user.Start("env", ["-u", "LEPTON_NATIVE", Path.Combine(copy, "lepton"), "train"]));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Equal(4, run.Code);
    }

    [Fact]
    public void A_full_disk_exits_4_and_the_next_run_goes_on()
    {
        using var user = User.WithExample();
        Directory.CreateDirectory(user.File(".lepton"));
        if (User.Wait(user.Start("mount", ["-t", "tmpfs", "-o", "size=16k", "tmpfs", user.File(".lepton")])).Code != 0)
        {
            // Only root may mount; a store that cannot be written at all ends the same way.
            Directory.Delete(user.File(".lepton"));
            user.Write(".lepton", "a file in the way");
        }

        try
        {
            var run = user.Type("train");
            Assert.True(run.Code == 4, run.ToString());
            Assert.DoesNotContain("LPT3002", run.Error, StringComparison.Ordinal);
        }
        finally
        {
            User.Wait(user.Start("umount", [user.File(".lepton")]));
        }

        if (File.Exists(user.File(".lepton")))
        {
            File.Delete(user.File(".lepton"));
        }

        Assert.Equal(0, user.Type("train").Code);
    }

    [Fact]
    public void A_store_that_cannot_be_written_exits_4()
    {
        using var user = User.WithExample();
        user.Write(".lepton", "a file in the way");
        var run = user.Type("train");
        Assert.Equal(4, run.Code);
        Assert.Contains("LPT6001", run.Error, StringComparison.Ordinal);

        // A sentence of the system, not the key of one.
        Assert.Matches("cannot be written: [^,_]+ ", run.Error);
    }

    [Fact]
    public void A_lock_with_conflict_marks_is_told_and_replaced()
    {
        using var user = User.WithExample();
        user.Type("train");
        var sound = user.Read("models/house-price.lock.yaml");
        user.Write("models/house-price.lock.yaml", "<<<<<<< ours\n" + sound + "=======\n>>>>>>> theirs\n");
        Assert.Equal(0, user.Type("train").Code);
        Assert.Equal(sound, user.Read("models/house-price.lock.yaml"));
    }

    [Fact]
    public void A_feature_that_a_pattern_brings_and_that_is_called_as_the_answer_is_told_of()
    {
        using var user = User.WithExample();
        user.Edit("data-specs/houses.yaml", "SELECT id, area,", "SELECT id, area AS value,");
        user.Edit("data-specs/houses.yaml", "  area: {", "  val*: {");
        user.Edit("data-specs/houses.yaml", "[area, rooms, price]", "[rooms, price]");
        var run = user.Type("train");
        Assert.Equal(2, run.Code);
        Assert.Contains("LPT1012: column 'value' goes into the model", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_blob_is_made_again()
    {
        using var user = User.WithExample();
        user.Type("train");
        Directory.Delete(user.File(".lepton/store"), recursive: true);
        Assert.Equal(0, user.Type("train").Code);
        Assert.Equal(0, user.Type("predict", "house-price", "data/houses.csv").Code);
    }
}
