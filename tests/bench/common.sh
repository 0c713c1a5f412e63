# shellcheck shell=bash
# What the scripts of this folder share: daemons of a temporary folder, figures, the table. Builds both programs.
# Whoever sources it has set -euo pipefail and stands in the repository.
rexray=$PWD/build/release/rexray
bench=$PWD/build/release/tests/bench
folder=$(mktemp -d /tmp/rexray-bench.XXXXXX)
started=()
rows=()
declare -A daemon_of

cleanup_more() { :; }

cleanup() {
  set +e
  for process in "${started[@]}"; do { kill "$process"; wait "$process"; } 2>/dev/null; done
  awk -v root="$folder/" 'index($5, root) == 1 {print $5}' /proc/self/mountinfo | sort -r | xargs -r -n1 umount
  losetup -nlO NAME,BACK-FILE | awk -v root="$folder/" 'index($2, root) == 1 {print $1}' | xargs -r -n1 losetup -d
  cleanup_more
  chattr -R -i "$folder" 2>/dev/null
  rm -rf --one-file-system "$folder"
}
trap cleanup EXIT

figure() {  # figure KEY: of what bench prints
  awk -v key="$1" '{for (i = 1; i < NF; i += 2) if ($i == key) print $(i + 1)}'
}

median() { printf '%s\n' "$@" | sort -g | sed -n "$((($# + 1) / 2))p"; }
calculate() { awk "BEGIN {printf \"%.${2:-2}f\", $1}"; }

row() {  # row FIGURE VALUE REFERENCE RATIO GOAL HOLDS: HOLDS is a condition for awk; empty: no goal
  local verdict=-
  if [ -n "$6" ]; then verdict=missed; awk "BEGIN {exit !($6)}" && verdict=met; fi
  rows+=("$(printf '%-44s|%16s|%16s|%8s|%-14s|%s' "$1" "$2" "$3" "$4" "$5" "$verdict")")
  printf '%s\n' "${rows[-1]}"
}

table() {
  printf '\n%-44s|%16s|%16s|%8s|%-14s|%s\n' figure ours reference ratio goal verdict
  printf '%s\n' "${rows[@]}"
  printf '\n%s, %s x %s, Linux %s, %s\n' "$(date -uI)" "$(nproc)" \
    "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)" "$(uname -r)" "$(git rev-parse --short HEAD)"
}

now() { echo "${EPOCHREALTIME/./}"; }  # µs

await() {  # await COMMAND…: until it succeeds
  local deadline=$((SECONDS + 60))
  until "$@" >/dev/null 2>&1; do
    if [ $SECONDS -ge $deadline ]; then echo "still fails: $*" >&2; return 1; fi
    sleep 0.05
  done
}

configure() {  # configure NAME: a daemon's folder, with a door for directories and one for loop devices
  local home=$folder/$1
  mkdir -p "$home"/{state,dir,loop,hung,mounts}
  cat >"$home/config.yml" <<END
node: bench
mountRoot: $home/mounts
services:
  files: {driver: dir, root: $home/dir}
  local: {driver: loop, root: $home/loop}
  hung: {driver: dir, root: $home/hung}
docker:
  - {address: "unix://$home/files.sock", service: files, deleteGrace: 0, engine: none}
  - {address: "unix://$home/local.sock", service: local, deleteGrace: 0, engine: none}
  - {address: "unix://$home/hung.sock", service: hung, deleteGrace: 0, engine: none}
  - {address: "unix://$home/managed.sock", service: files, visible: managed, deleteGrace: 0, engine: none}
END
  daemon_of[$1]="$rexray daemon --config $home/config.yml --state $home/state --listen unix://$home/control.sock --metrics none"
}

start() {  # start NAME
  ${daemon_of[$1]} >>"$folder/$1/log" 2>&1 &
  started+=($!)
  await "$bench" call "$folder/$1/files.sock" Plugin.Activate '{}' 1 1
}

end() {  # end PROCESS [SIGNAL]
  local rest=() each
  kill "-${2:-TERM}" "$1"
  wait "$1" || true
  for each in "${started[@]}"; do [ "$each" = "$1" ] || rest+=("$each"); done
  started=("${rest[@]}")
}

cmake --preset release -DREXRAY_TESTS=ON >"$folder/cmake.log" || { cat "$folder/cmake.log"; exit 1; }
ninja -C build/release --quiet rexray bench >"$folder/build.log" || { cat "$folder/build.log"; exit 1; }
