using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Lepton.Evaluation.Tests")]
