namespace Lepton.Acceptance.Tests;

/// <summary>Branches that change models, merged by git.</summary>
public class LockMergeTests
{
    [Fact]
    public void Branches_that_change_different_models_never_conflict()
    {
        using var user = Committed(driver: false);
        Branch(user, "one", "models/house-price.yaml", "l2: 1 ", "l2: 2 ");
        Branch(user, "two", "models/other-price.yaml", "l2: 1 ", "l2: 3 ");
        user.Git("checkout", "-q", "main");
        user.Git("merge", "-q", "--no-edit", "one");
        user.Git("merge", "-q", "--no-edit", "two");
        var run = user.Type("train", "--locked");
        Assert.True(run.Code == 0, run.ToString());
    }

    [Fact]
    public void Two_that_pass_alone_are_judged_anew_together()
    {
        using var user = Committed(driver: true);
        Branch(user, "one", "models/house-price.yaml", "l2: 1 ", "l2: 2 ");
        Branch(user, "two", "data-specs/houses.yaml", "seed: 1", "seed: 2");
        user.Git("checkout", "-q", "main");
        user.Git("merge", "-q", "--no-edit", "one");
        user.Git("merge", "-q", "--no-edit", "two");
        Assert.DoesNotContain("<<<<", user.Read("models/house-price.lock.yaml"), StringComparison.Ordinal);

        // The model that only the second one changed has its lock; the one that both changed is neither's.
        var locked = user.Type("train", "--locked");
        Assert.Equal(1, locked.Code);
        Assert.Contains("LPT6103", locked.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("other-price", locked.Error.Replace("train other-price", string.Empty, StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(0, user.Type("train").Code);
        Assert.Equal(0, user.Type("train", "--locked").Code);
    }

    [Fact]
    public void A_version_that_is_no_lock_is_left_to_the_user()
    {
        using var user = Committed(driver: true);
        Branch(user, "one", "models/house-price.yaml", "l2: 1 ", "l2: 2 ");
        user.Git("checkout", "-q", "main");
        user.Write("models/house-price.lock.yaml", "nonsense: [\n");
        user.Git("commit", "-aqm", "nonsense");
        var merge = User.Wait(user.Start("git", ["-c", "user.name=Test", "-c", "user.email=test@example.com", "merge", "--no-edit", "one"]));
        Assert.NotEqual(0, merge.Code);
        Assert.Contains("LPT6111", merge.Out + merge.Error, StringComparison.Ordinal);
        Assert.Equal(2, user.Type("merge-lock", "models/house-price.lock.yaml").Code);
    }

    private static void Branch(User user, string name, string file, string old, string changed)
    {
        user.Git("checkout", "-q", "-b", name, "main");
        user.Edit(file, old, changed);
        var run = user.Type("train");
        Assert.True(run.Code == 0, run.ToString());
        user.Git("commit", "-aqm", name);
    }

    private static User Committed(bool driver)
    {
        var user = User.WithExample();
        user.Variables["PATH"] = $"{Path.GetDirectoryName(User.Command)}:{Environment.GetEnvironmentVariable("PATH")}";
        user.Write("models/other-price.yaml", user.Read("models/house-price.yaml").Replace("name: house-price", "name: other-price", StringComparison.Ordinal));
        user.Git("init", "-q", "-b", "main");
        if (driver)
        {
            Assert.Equal(0, user.Type("merge-lock", "--install").Code);
        }

        Assert.Equal(0, user.Type("train").Code);
        user.Git("add", "-A");
        user.Git("commit", "-q", "-m", "one");
        return user;
    }
}
