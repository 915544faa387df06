using Lepton.Bench;
using Lepton.Core.Digests;

switch (args)
{
    case ["hello"]:
        Console.WriteLine("Hello, World!");
        return 0;
    case ["hash", var path]:
        Console.WriteLine(FileHasher.Hash(path));
        return 0;
    case ["bootstrap"]:
        Console.WriteLine(Resampling.Seconds().ToString("0.000"));
        return 0;
    case ["paired"]:
        var (auc, accuracy) = PairedResampling.Seconds();
        Console.WriteLine($"{auc:0.000} {accuracy:0.0000}");
        return 0;
    case ["gates", var root]:
        GateSimulation.Run(root, quick: false);
        return 0;
    case ["steps"]:
        Console.WriteLine((await TrivialSteps.SecondsAsync()).ToString("0.000"));
        return 0;
    case ["hash-all", var folder]:
        ManyHashes.Run(folder);
        return 0;
    case ["push", var url, var path, var size]:
        Console.WriteLine(await RegistryTransfer.PushAsync(url, path, long.Parse(size)));
        return 0;
    case ["fetch", var url, var digest, var size, var folder]:
        return await RegistryTransfer.FetchAsync(url, Digest.Parse(digest), long.Parse(size), folder) ? 0 : 1;
    case ["csv", var path]:
        LargeCsv.Write(path);
        return 0;
    case ["sign", var folder, var path]:
        LargeRelease.Sign(folder, path);
        return 0;
    case ["publish", var api, var folder]:
        await LargeRelease.PublishAsync(new Uri(api), folder);
        return 0;
    case ["runs", var folder, var count]:
        ManyRuns.Write(folder, int.Parse(count));
        return 0;
    case ["search"]:
        SearchFunctions.Run();
        return 0;
    default:
        await Console.Error.WriteLineAsync("usage: Lepton.Bench hello | hash FILE | hash-all FOLDER | bootstrap | paired | gates ROOT | steps | csv FILE | push URL FILE SIZE | fetch URL DIGEST SIZE FOLDER | sign FOLDER FILE | publish API FOLDER | runs FOLDER COUNT | search");
        return 2;
}
