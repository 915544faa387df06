namespace Lepton.GitOps.Forge;

/// <summary>Whose build jobs a matrix is written for.</summary>
public enum MatrixFormat
{
    /// <summary><c>strategy: matrix</c> of GitHub Actions.</summary>
    GitHub,

    /// <summary>A child pipeline of GitLab CI.</summary>
    GitLab,

    /// <summary><c>strategy: matrix</c> of Azure Pipelines.</summary>
    Azure,
}
