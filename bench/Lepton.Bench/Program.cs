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
    case ["csv", var path]:
        LargeCsv.Write(path);
        return 0;
    default:
        Console.Error.WriteLine("usage: Lepton.Bench hello | hash FILE | bootstrap | csv FILE");
        return 2;
}
