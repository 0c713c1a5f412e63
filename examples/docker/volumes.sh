#!/bin/sh
# A volume made, used by a container, and kept when that container is gone.
set -eu
image=${1:-postgres:16}

docker volume create --driver rexray --opt size=20Gi --opt fsType=xfs pgdata
docker run --rm --network none --volume pgdata:/data "$image" sh -c 'echo hello > /data/greeting'
docker run --rm --network none --volume pgdata:/data "$image" cat /data/greeting
docker volume inspect pgdata
docker volume rm pgdata     # in quarantine for an hour: `rexray undelete pgdata` brings it back
