#!/usr/bin/env bash
# Tries hyperparameters of a model and prints them with the early-stopping metric on the validation part, the best first.
# usage: docs/choose.sh MODEL METRIC NAME=V1,V2,… [NAME=…]
set -euo pipefail
model=$1 metric=$2
shift 2
combine() {
  local prefix=$1
  shift
  if [ $# = 0 ]; then echo "$prefix"; return; fi
  local name=${1%%=*} value
  for value in $(echo "${1#*=}" | tr , ' '); do combine "$prefix -s trainer.hyperparameters.$name=$value" "${@:2}"; done
}
combine "" "$@" | while read -r overrides; do
  # shellcheck disable=SC2086
  value=$(lepton train "$model" $overrides --json 2> /dev/null | sed -n "/\"validation\": {/{n;s/.*\"$metric\": \([0-9.e-]*\).*/\1/p;q}" || true)
  echo "$value  ${overrides//-s trainer.hyperparameters./}"
done | sort -g
