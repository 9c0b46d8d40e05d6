#!/usr/bin/env bash
# How long the build takes: all of it from nothing, and again after a property was touched. In a folder of its own,
# without ccache; the checkout is not changed. Run it on a machine that does nothing else.
#
#   bench/build_time.sh [jobs]        jobs: compilers at once, by default one per processor
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

jobs=${1:-$(nproc)}
scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT
export CCACHE_DISABLE=1

seconds() {  # of a command whose output nobody wants
  local start end
  start=$(date +%s.%N)
  "$@" >"$scratch/log" 2>&1 || { tail -n 40 "$scratch/log" >&2; return 1; }
  end=$(date +%s.%N)
  awk -v a="$start" -v b="$end" 'BEGIN { printf "%.0f s\n", b - a }'
}

cp -r -- CMakeLists.txt CMakePresets.json model checker properties reports cli tests bench "$scratch"
cd -- "$scratch"
cmake --preset release >/dev/null
build=(cmake --build build/release --parallel "$jobs")
printf 'machine: %s, %s compilers at once\n' "$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)" "$jobs"
took=$(seconds "${build[@]}")
printf 'everything, tests and benchmarks included: %s\n' "$took"
for property in properties/handshake/stale_syn.cpp properties/close/text_at_close.cpp; do
  touch "$property"
  took=$(seconds "${build[@]}" --target finalack)
  printf 'the command again, after %s: %s\n' "$property" "$took"
done
