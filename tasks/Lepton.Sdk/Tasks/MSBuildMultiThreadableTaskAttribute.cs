using System;

namespace Lepton.Sdk.Tasks;

/// <summary>
/// Tells MSBuild that a task uses neither the working directory nor variables of the process, so that it may run beside others
/// (<c>-mt</c>). MSBuild looks for the name alone; older ones do not have the type.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class MSBuildMultiThreadableTaskAttribute : Attribute;
