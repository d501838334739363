#!/bin/sh
# A machine with control groups version 2 only, in a mount namespace: then our engine in it.   cgroup2.sh PYTHON DATA CACHE [without-controllers]
set -eu
umount -R /sys/fs/cgroup
mount -t cgroup2 none /sys/fs/cgroup
exec "$1" -m tests.engine.beside "$2" "$3" "${4:-}"
