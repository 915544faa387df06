#!/usr/bin/env bash
# Builds Lepton: ./build.sh [Target…] [--parameter value…]; ./build.sh --help lists both.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

if ! command -v dotnet > /dev/null; then
  echo "build.sh: the .NET SDK was not found. Install version 10.0: https://dotnet.microsoft.com/download" >&2
  exit 4
fi

# The build is compiled once for each content of its sources.
build="$root/artifacts/build"
digest() { (cd "$root" && find build -name obj -prune -o -name bin -prune -o \( -name '*.cs' -o -name '*.csproj' -o -name 'packages.lock.json' \) -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum global.json Directory.Build.props Directory.Packages.props .editorconfig | sha256sum | cut -d' ' -f1); }
now="$(digest)"
if [ ! -f "$build/_build.dll" ] || [ "$(cat "$build/.sources" 2> /dev/null)" != "$now" ]; then
  if ! version="$(cd "$root" && dotnet --version 2>&1)"; then
    echo "build.sh: no .NET SDK fits global.json: $version" >&2
    exit 4
  fi
  beside="$root/artifacts/.build-$$"
  trap 'rm -rf "$beside"' EXIT
  DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 dotnet build "$root/build/_build.csproj" -c Release -o "$beside" -nologo -v quiet -clp:NoSummary -nodeReuse:false -p:UseSharedCompilation=false >&2
  echo "$now" > "$beside/.sources"
  rm -rf "$build"
  mv "$beside" "$build"
fi

exec dotnet "$build/_build.dll" "$@" --root "$root"
