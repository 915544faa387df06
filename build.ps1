#!/usr/bin/env pwsh
# Builds Lepton: ./build.ps1 [Target...] [--parameter value...]; ./build.ps1 --help lists both.
$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot

if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
    [Console]::Error.WriteLine('build.ps1: the .NET SDK was not found. Install version 10.0: https://dotnet.microsoft.com/download')
    exit 4
}

# The build is compiled once for each content of its sources.
$build = Join-Path $root 'artifacts/build'
$files = @(Get-ChildItem (Join-Path $root 'build') -Recurse -File -Include '*.cs', '*.csproj', 'packages.lock.json' | Where-Object FullName -NotMatch '[\\/](obj|bin)[\\/]')
$files += 'global.json', 'Directory.Build.props', 'Directory.Packages.props', '.editorconfig' | ForEach-Object { Get-Item -Force (Join-Path $root $_) }
$now = (($files | Sort-Object FullName | Get-FileHash -Algorithm SHA256).Hash) -join ''
$stamp = Join-Path $build '.sources'
if (-not (Test-Path (Join-Path $build '_build.dll')) -or -not (Test-Path $stamp) -or (Get-Content $stamp -Raw).Trim() -ne $now) {
    Push-Location $root
    dotnet --version | Out-Null
    $code = $LASTEXITCODE
    Pop-Location
    if ($code -ne 0) {
        [Console]::Error.WriteLine('build.ps1: no .NET SDK fits global.json')
        exit 4
    }
    $beside = Join-Path $root "artifacts/.build-$PID"
    dotnet build (Join-Path $root 'build/_build.csproj') -c Release -o $beside -nologo -v quiet '-clp:NoSummary' '-nodeReuse:false' | Out-Host
    if ($LASTEXITCODE -ne 0) { exit 1 }
    Set-Content (Join-Path $beside '.sources') $now
    if (Test-Path $build) { Remove-Item $build -Recurse -Force }
    Move-Item $beside $build
}

dotnet (Join-Path $build '_build.dll') @args --root $root
exit $LASTEXITCODE
