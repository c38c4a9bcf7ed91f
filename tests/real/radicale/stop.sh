#!/bin/bash
# Stops the Radicale that start.sh started, by its pid, and removes its folder.   Usage: stop.sh STATE
set -uo pipefail
state=$(realpath "$1")
if [ -s "$state/pid" ]; then
  pid=$(cat "$state/pid")
  kill -- "-$pid" 2>/dev/null
  for _ in $(seq 1 100); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
  kill -9 -- "-$pid" 2>/dev/null
fi
rm -rf "$state"
