#!/bin/bash
# Runs a PHP file inside this WordPress, for what its REST API cannot do.   Usage: run.sh STATE FILE.php
set -euo pipefail
state=$(realpath "$1") file=$(realpath "$2")
. "$(dirname "$(realpath "$0")")/environment.sh"
cp "$file" "$state/run.php"; chmod 644 "$state/run.php"
as www-data php "$state/run.php" "$site"
