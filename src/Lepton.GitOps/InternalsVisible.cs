using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Lepton.GitOps.Tests")]
