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
    case ["steps"]:
        Console.WriteLine(TrivialSteps.SecondsAsync().GetAwaiter().GetResult().ToString("0.000"));
        return 0;
    case ["hash-all", var folder]:
        ManyHashes.Run(folder);
        return 0;
    case ["csv", var path]:
        LargeCsv.Write(path);
        return 0;
    default:
        Console.Error.WriteLine("usage: Lepton.Bench hello | hash FILE | hash-all FOLDER | bootstrap | steps | csv FILE");
        return 2;
}
