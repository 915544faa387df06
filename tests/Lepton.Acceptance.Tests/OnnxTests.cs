using System.Diagnostics;

namespace Lepton.Acceptance.Tests;

public class OnnxTests
{
    [Fact]
    public void Every_sample_passes_the_ONNX_checker()
    {
        using var user = User.WithSamples();
        Assert.Equal(0, user.Type("train").Code);
        foreach (var path in Directory.GetFiles(user.File("models"), "*.lock.yaml"))
        {
            var digest = File.ReadLines(path).SkipWhile(l => l != "artifact:").Skip(1).First().Split("sha256:")[1];
            var blob = user.File($".lepton/store/sha256/{digest[..2]}/{digest[2..]}");
            using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", "import onnx, sys; m = onnx.load(sys.argv[1]); onnx.checker.check_model(m, full_check=True); print(m.ir_version)", blob]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var run = User.Wait(process);
            Assert.True(run.Code == 0, run.ToString());
            Assert.Equal("8", run.Out.Trim());
        }
    }
}
