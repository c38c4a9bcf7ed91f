#!/bin/bash
# Starts a Radicale of its own, empty, on 127.0.0.1.   Usage: start.sh STATE PORT USER:PASSWORD…
# STATE: a folder that the user www-data can reach; its pid is in STATE/pid. Each account reaches its own home only,
# unless there is a file STATE/rights, which is read anew at each request.
set -euo pipefail
state=$(realpath "$1") port=$2
shift 2
mkdir -p "$state/collections"
printf '%s\n' "$@" >"$state/users"
rights=owner_only
[ ! -e "$state/rights" ] || rights=from_file
cat >"$state/config" <<C
[server]
hosts = 127.0.0.1:$port
[auth]
type = htpasswd
htpasswd_filename = $state/users
htpasswd_encryption = plain
delay = 0
[rights]
type = $rights
file = $state/rights
[storage]
filesystem_folder = $state/collections
C
chown -R www-data:www-data "$state"
setsid nohup setpriv --reuid=www-data --regid=www-data --clear-groups \
  env HOME="$state" /usr/bin/python3 -s /usr/bin/radicale --config "$state/config" >"$state/log" 2>&1 </dev/null &
echo $! >"$state/pid"
for _ in $(seq 1 300); do
  curl -s -m 5 -o /dev/null "http://127.0.0.1:$port/" && exit 0
  kill -0 "$(cat "$state/pid")" 2>/dev/null || break
  sleep 0.1
done
tail -n 20 "$state/log" >&2
exit 1
