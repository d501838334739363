#!/bin/sh
# A machine with a Docker of its own, in namespaces: its bridge, its firewall rules and its containers before and after
# our engine lived beside it.     machine.sh FOLDER PYTHON DATA CACHE BASE_TAR
set -eu
folder=$1 python=$2 data=$3 cache=$4 base=$5
mount -t tmpfs tmpfs /run
ip link set lo up
dockerd --data-root "$folder/root" --exec-root /run/docker --pidfile /run/theirs.pid --cgroup-parent /gorae-test-theirs \
  --exec-opt native.cgroupdriver=cgroupfs --storage-driver overlay2 >"$folder/dockerd.log" 2>&1 &
theirs=$!
trap 'kill $theirs; wait $theirs || :; for g in /sys/fs/cgroup/*/gorae-test-theirs; do find "$g" -depth -type d -exec rmdir {} + || :; done' EXIT
until /usr/bin/docker version >/dev/null 2>&1; do kill -0 $theirs; sleep 0.1; done
/usr/bin/docker import "$base" theirs >/dev/null
/usr/bin/docker run -d --name theirs theirs sleep 1000 >/dev/null
state() {
  ip -o link show docker0 | sed 's/ qdisc.*//'; ip -o -4 addr show docker0; iptables-save | grep -v '^[#:]'
  /usr/bin/docker ps -a --no-trunc --format '{{.ID}} {{.Names}} {{.State}}'; /usr/bin/docker images -q; /usr/bin/docker network ls -q
}
state >"$folder/before"
"$python" -m tests.engine.beside "$data" "$cache"
state >"$folder/after"
diff "$folder/before" "$folder/after"
grep -q docker0 "$folder/before"
grep -q ' running' "$folder/after"
