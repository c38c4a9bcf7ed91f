#!/bin/bash
# Rotates the logs as logrotate with delaycompress does: .log, .log.1, .log.2.gz …   Usage: rotate.sh STATE
set -euo pipefail
state=$(realpath "$1")
cd "$state/logs"
for log in access.log vhost.log requests.json; do
  for number in 5 4 3 2; do
    if [ -e "$log.$number.gz" ]; then mv "$log.$number.gz" "$log.$((number + 1)).gz"; fi
  done
  if [ -e "$log.1" ]; then gzip "$log.1"; mv "$log.1.gz" "$log.2.gz"; fi
  mv "$log" "$log.1"
done
kill -USR1 "$(cat "$state/pid")"
for _ in $(seq 1 100); do [ -e requests.json ] && exit 0; sleep 0.1; done
exit 1
