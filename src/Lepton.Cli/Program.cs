using System.Runtime.InteropServices;
using Lepton.Cli;
using Lepton.Core;

// The first Ctrl-C or SIGTERM asks the run to end, the second one ends it.
using var cancel = new CancellationTokenSource();
void Stop(PosixSignalContext context)
{
    context.Cancel = !cancel.IsCancellationRequested;
    cancel.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
var code = await LeptonCommand.RunAsync(args, Terminal.OfProcess(), cancel.Token);
return (int)(cancel.IsCancellationRequested ? ExitCode.Cancelled : code);
