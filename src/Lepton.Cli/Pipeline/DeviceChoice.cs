using System.Globalization;
using Lepton.Specs.Models;
using Lepton.Training.Torch.Devices;

namespace Lepton.Cli.Pipeline;

/// <summary>Where models are trained: each on the CPU, or on a GPU.</summary>
/// <param name="asked"><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
/// <param name="classes">The classes of the GPUs that libtorch can use.</param>
internal sealed class DeviceChoice(string asked, Lazy<IReadOnlyList<string>> classes)
{
    public const string Auto = "auto";
    public const string Cpu = "cpu";
    public const string Cuda = "cuda";

    public static DeviceChoice Of(string asked, Engines engines) => new(asked, new Lazy<IReadOnlyList<string>>(() => Usable(engines)));

    /// <summary>Whether a text names a device.</summary>
    public static bool IsKnown(string text) => text is Auto or Cpu or Cuda || NumberOf(text) is not null;

    /// <summary>Whether a GPU is asked for.</summary>
    public bool IsCuda => asked is not (Auto or Cpu);

    /// <summary>How many GPUs there are.</summary>
    public int Count => classes.Value.Count;

    /// <summary>Whether the GPU that is asked for is there, and as many behind it as a model wants.</summary>
    public bool IsThere(ModelSpec model) => Math.Max(1, model.Resources.Gpu) <= Count - First;

    /// <summary><c>cpu</c> or <c>cuda:N</c>: with <c>auto</c>, a GPU for a network whose spec asks for one, where there are as many as it asks for.</summary>
    public string Of(ModelSpec model) =>
        model.Trainer.Kind != TrainerKind.Torch || asked == Cpu || (asked == Auto && (model.Resources.Gpu == 0 || !IsThere(model)))
            ? Cpu
            : string.Create(CultureInfo.InvariantCulture, $"{Cuda}:{First}");

    /// <summary>The class of the device that a model is trained on.</summary>
    public string ClassOf(ModelSpec model) => Of(model) == Cpu || First >= Count ? Device.Class : classes.Value[First];

    private int First => NumberOf(asked) ?? 0;

    private static int? NumberOf(string text) =>
        text.StartsWith(Cuda + ":", StringComparison.Ordinal) && int.TryParse(text.AsSpan(Cuda.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    // A libtorch that was compiled without CUDA uses none.
    private static IReadOnlyList<string> Usable(Engines engines) =>
        engines.Version("torch") is { } version && version.EndsWith("+cuda", StringComparison.Ordinal) ? CudaDevices.Classes() : [];
}
