#!/bin/bash
# Stops the WordPress and the MariaDB that start.sh started, by their pids, and removes their folder.  Usage: stop.sh STATE
set -uo pipefail
state=$(realpath "$1")
. "$(dirname "$(realpath "$0")")/environment.sh"
ends site
ends database
rm -rf "$state"
