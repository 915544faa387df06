#!/usr/bin/env bash
# Times networks on a GPU against PyTorch, unattended: bench/gpu.sh [PYTHON].
# Needs the command (artifacts/lepton, as ./build.sh Compile leaves it: self-contained, no .NET is needed), a Python with PyTorch for CUDA,
# cmake and a C++ compiler. The bridge is linked with the libtorch that this PyTorch brings.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
python="$(command -v "${1:-python3}")"
torch="$("$python" -c 'import os, torch; print(os.path.dirname(torch.__file__))')"
bridge="$root/artifacts/bench/gpu"
if [ "${LEPTON_BENCH_DEVICE:-cuda:0}" != cpu ]; then
  # Wheels of before the new C++ ABI have the old one.
  abi="$("$python" -c 'import torch; print(int(torch._C._GLIBCXX_USE_CXX11_ABI))')"
  cmake -S "$root/src/Lepton.Training/Torch/native" -B "$bridge" -DCMAKE_BUILD_TYPE=Release -DLIBTORCH="$torch" -DCMAKE_CXX_FLAGS="-D_GLIBCXX_USE_CXX11_ABI=$abi" > "$root/artifacts/bench-gpu.log"
  cmake --build "$bridge" >> "$root/artifacts/bench-gpu.log"
  export LEPTON_NATIVE="$bridge"
  nvidia-smi --query-gpu=name,driver_version --format=csv,noheader
fi
"$python" -c 'import torch; print("PyTorch", torch.__version__)'
LEPTON_BENCH_PYTHON="$python" "$python" "$root/bench/suites/gpu.py" "$root"
