using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Lepton.Training.Tests")]
