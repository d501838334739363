#!/bin/sh
# Runs what lies in /docker-entrypoint.d before nginx starts, then becomes the command.
set -e
if [ "$1" = nginx ] || [ "$1" = nginx-debug ]; then
  for file in /docker-entrypoint.d/*.sh; do
    [ -x "$file" ] && "$file"
  done
  [ -n "${NGINX_ENTRYPOINT_QUIET_LOGS:-}" ] || echo "$0: Configuration complete; ready for start up"
fi
exec "$@"
