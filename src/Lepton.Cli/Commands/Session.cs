using System.CommandLine;
using Lepton.Cli.Output;
using Lepton.Cli.Pipeline;
using Lepton.Core;
using Lepton.Core.Diagnostics;
using Lepton.Core.Events;
using Lepton.GitOps.Baselines;
using Lepton.GitOps.Changes;
using Lepton.GitOps.Git;
using Lepton.Runtime.Native;
using Lepton.Specs;
using Lepton.Specs.Models;

namespace Lepton.Cli.Commands;

/// <summary>What a command works with: the workspace, the models it names, and where it writes.</summary>
internal sealed class Session(Terminal terminal, ParseResult arguments, CommonOptions options) : IDisposable
{
    private readonly Terminal terminal = arguments.GetValue(options.Plain) ? terminal with { IsInteractive = false, HasColour = false } : terminal;
    private readonly Lazy<UpToDate?> known = new(() => UpToDate.Open(terminal.Folder, new Engines(NativeLibraryFolders.Default, () => null), arguments.GetValue(options.Verify)));
    private readonly DateTimeOffset started = TimeProvider.System.GetUtcNow();
    private Engines? engines;
    private Task? warming;

    public Terminal Terminal => terminal;

    public bool Verbose => arguments.GetValue(options.Verbose);

    public bool Json => arguments.GetValue(options.Json);

    public IReadOnlyList<string> Overrides => arguments.GetValue(options.Set) ?? [];

    public Workspace? Workspace { get; private set; }

    /// <summary>The models that are named and must be looked at.</summary>
    public IReadOnlyList<ModelSpec> Models { get; private set; } = [];

    /// <summary>The models that are named and have nothing to do; their specs were not read.</summary>
    public IReadOnlyList<string> Fresh { get; private set; } = [];

    /// <summary>The models that a change touches, and why; null where nobody asked.</summary>
    public IReadOnlyList<AffectedModel>? Affected { get; private set; }

    /// <summary>Where the history left what the user asked to compare with.</summary>
    public BaseRevision? Left { get; private set; }

    /// <summary>What the models that were built were compared with.</summary>
    public References References { get; private set; } = References.None;

    /// <summary>What the snapshot knows; null outside of a workspace.</summary>
    public UpToDate? Known => known.Value;

    /// <summary>When the command began.</summary>
    public DateTimeOffset Started => started;

    public string[] Patterns => arguments.GetValue(options.Models) ?? [];

    public Engines Engines => engines ??= new Engines(NativeLibraryFolders.Default, () => Workspace is null ? null : Path.Combine(Workspace.StoreFolder, "engines.json"));

    /// <summary>Has the engines loaded while specs are read: something will be trained.</summary>
    public void WarmUp() => warming ??= Engines.WarmUpAsync();

    /// <summary>Runs a command: what it cannot do is told, and gives the exit code.</summary>
    public static async Task<int> RunAsync(Terminal terminal, ParseResult arguments, CommonOptions options, Func<Session, Task<ExitCode>> command)
    {
        using var session = new Session(terminal, arguments, options);
        try
        {
            return (int)await command(session);
        }
        catch (DiagnosticException e)
        {
            return (int)session.Fail(e.Diagnostics);
        }
    }

    /// <summary>The same for a command that waits for nothing.</summary>
    public static Task<int> RunAsync(Terminal terminal, ParseResult arguments, CommonOptions options, Func<Session, ExitCode> command) =>
        RunAsync(terminal, arguments, options, session => Task.FromResult(command(session)));

    /// <summary>Reads the workspace and chooses the models; false where something is wrong, which has been said.</summary>
    /// <param name="readAll">Reads every spec, also those that have nothing to do.</param>
    public bool Load(bool readAll)
    {
        var patterns = Patterns;
        var selection = readAll ? null : Known?.Selection();
        var loaded = WorkspaceLoader.Load(terminal.Folder, Overrides, name => patterns.Length == 0 || patterns.Any(p => NamePattern.Matches(p, name)), selection);
        Tell(loaded.Diagnostics);
        Workspace = loaded.Workspace;
        if (loaded.HasErrors || Workspace is null)
        {
            return false;
        }

        // One that another model starts from was read all the same.
        Fresh = selection is null ? [] : [.. Known!.Fresh.Where(n => !Workspace.Models.ContainsKey(n)).Where(n => patterns.Length == 0 || patterns.Any(p => NamePattern.Matches(p, n)))];
        var unmatched = patterns.Where(p => !Workspace.Models.Keys.Concat(Fresh).Any(n => NamePattern.Matches(p, n))).ToList();
        Tell(unmatched.Select(p => SpecDiagnostics.UnknownModel(p, Workspace.Models.Keys.ToList())));
        Models = [.. Workspace.Models.Values
            .Where(m => patterns.Length == 0 || patterns.Any(p => NamePattern.Matches(p, m.Name)))
            .OrderBy(m => m.Name, StringComparer.Ordinal)];
        return unmatched.Count == 0;
    }

    /// <summary>The same, and leaves only the models that a change touches where the user asks for that.</summary>
    public async Task<bool> LoadAsync(bool readAll, CancellationToken cancellation)
    {
        if (arguments.GetValue(options.ChangedSince) is not { } reference)
        {
            return Load(readAll);
        }

        if (!Load(readAll: true))
        {
            return false;
        }

        var repository = await GitRepository.RequireAsync(Workspace!.Root, cancellation);
        await NarrowAsync(repository, await new BaseFinder(repository, Workspace.Root, text => terminal.Error.WriteLine(text)).LeftAsync(reference, cancellation), cancellation);
        return true;
    }

    /// <summary>Leaves only the models that differ from the base branch's; all of them where there is no base.</summary>
    public async Task NarrowToChangeAsync(CancellationToken cancellation)
    {
        if (await GitRepository.FindAsync(Workspace!.Root, cancellation) is { } repository
            && await new BaseFinder(repository, Workspace.Root, text => terminal.Error.WriteLine(text)).FindAsync(arguments.GetValue(options.Baseline), cancellation) is { } revision)
        {
            await NarrowAsync(repository, revision, cancellation);
        }
    }

    private async Task NarrowAsync(GitRepository repository, BaseRevision left, CancellationToken cancellation)
    {
        Affected = await new AffectedModels(repository, Workspace!, left.Commit).FindAsync(cancellation);
        Left = left;
        var names = Affected.Select(a => a.Model.Name).ToHashSet(StringComparer.Ordinal);
        Models = [.. Models.Where(m => names.Contains(m.Name))];
    }

    /// <summary>Takes the models through their steps up to one kind, and writes down what is up to date.</summary>
    /// <param name="writes">Whether locks and the snapshot are written.</param>
    public async Task<(IReadOnlyList<ModelOutcome> Models, ExitCode Code)> BuildAsync(string last, bool writes, bool locked, ComparedModels compared, CancellationToken cancellation)
    {
        var runner = Runner();
        var (models, data, code) = await runner.RunAsync(Models, last, writes, locked, compared, cancellation);
        References = runner.References;
        await new RunRecorder(Workspace!, started, d => Tell([d])).BuildAsync(arguments.CommandResult.Command.Name, models);
        if (writes && !cancellation.IsCancellationRequested)
        {
            new SnapshotKeeper(Workspace!, Engines, Known!).Write(models, data);
        }

        return (models, code);
    }

    /// <summary>What takes models through their steps, as the user's options say.</summary>
    public ModelRunner Runner() =>
        new(Workspace!, Engines, Known!, Sink(), arguments.GetValue(options.FailFast), arguments.GetValue(options.Cores), arguments.GetValue(options.Device) ?? DeviceChoice.Auto, arguments.GetValue(options.Baseline), !arguments.GetValue(options.NoTrain), arguments.GetValue(options.BuildBaseline));

    public void Tell(IEnumerable<Diagnostic> diagnostics)
    {
        var line = new DiagnosticLine(terminal);
        var events = arguments.GetValue(options.Events) ? new JsonLines(terminal.Out) : null;
        foreach (var diagnostic in diagnostics)
        {
            events?.Publish(new LeptonEvent.DiagnosticRaised(null, diagnostic));
            terminal.Error.WriteLine(line.Of(diagnostic));
        }
    }

    /// <summary>Tells and returns the exit code that fits.</summary>
    public ExitCode Fail(params IReadOnlyList<Diagnostic> diagnostics)
    {
        Tell(diagnostics);
        return ExitCodes.Worst(diagnostics.Where(d => d.IsError).Select(d => d.ExitCode));
    }

    public IEventSink Sink()
    {
        var sinks = new List<IEventSink>();
        if (arguments.GetValue(options.Events))
        {
            sinks.Add(new JsonLines(terminal.Out));
        }

        sinks.Add(new RunView(arguments.GetValue(options.Events) ? terminal with { IsInteractive = false } : terminal, Verbose, TimeProvider.System));
        if (arguments.GetValue(options.Trace) is { } trace)
        {
            sinks.Add(new TraceFile(Path.GetFullPath(Path.Combine(terminal.Folder, trace)), TimeProvider.System));
        }

        return new BroadcastSink(sinks);
    }

    public void Dispose()
    {
        // A process that ends while a library is being loaded may crash on its way out.
        warming?.GetAwaiter().GetResult();
        engines?.Dispose();
    }
}
