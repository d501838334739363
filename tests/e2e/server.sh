#!/bin/sh
# A server with a plain Docker of its own, in namespaces (mount, pid, network): a bridge, firewall rules, a group that may
# use its socket. It ends when standard input does.     server.sh FOLDER GROUP CGROUP
set -eu
folder=$1 group=$2 parent=$3
export PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin
mount -t tmpfs tmpfs "$(readlink -f /run)"
ip link set lo up
rm -f "$folder/docker.sock"
dockerd --data-root "$folder/root" --exec-root /run/docker --pidfile /run/docker.pid --config-file "$folder/daemon.json" \
  -H "unix://$folder/docker.sock" --group "$group" --storage-driver overlay2 --log-level warn --shutdown-timeout 3 \
  --exec-opt native.cgroupdriver=cgroupfs --cgroup-parent "$parent" </dev/null >"$folder/dockerd.log" 2>&1 &
engine=$!
exec 3<&0
{ read -r _ || :; kill -TERM "$engine" 2>/dev/null || :; } <&3 &
wait "$engine" || :
