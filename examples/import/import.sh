#!/bin/sh
# Comes in with what a host has: the filesystems of its fstab and the volumes of its Docker, all of them
# in use. Nothing is unmounted, remounted or copied, and what there is stands in a file afterwards.
#   import.sh [FSTAB] [ENGINE] [MANIFESTS]
set -eu
fstab=${1:-/etc/fstab}
engine=${2:-unix:///var/run/docker.sock}
manifests=${3:-/etc/rexray/manifests.yaml}

rexray import --fstab "$fstab"
rexray import --from-docker --engine "$engine"

rexray export > "$manifests"
rexray apply -f "$manifests"
