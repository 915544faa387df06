using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Lepton.Evaluation.Tests")]
[assembly: InternalsVisibleTo("Lepton.Bench")]
