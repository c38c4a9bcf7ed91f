#!/bin/bash
# Runs a Ruby file inside this Redmine, for what its REST API cannot do.   Usage: run.sh STATE FILE.rb
set -euo pipefail
state=$(realpath "$1") file=$(realpath "$2")
. "$(dirname "$(realpath "$0")")/environment.sh"
cp "$file" "$state/run.rb"; chmod 644 "$state/run.rb"
cd /usr/share/redmine
www bundle exec rails runner "$state/run.rb"
