#!/bin/bash
# Configures (first time) and starts a Redmine of its own on 127.0.0.1.
# Usage: start.sh STATE PORT KEY        STATE: a folder that the user www-data can reach; its pid is in STATE/pid
set -euo pipefail
state=$(realpath "$1") port=$2 key=$3 here=$(dirname "$(realpath "$0")")
. "$here/environment.sh"
if ! [ -e "$state/configured" ]; then
  mkdir -p "$state"/{config,files,log,tmp,public/plugin_assets}
  ln -sfn "$state" "/var/lib/redmine/$REDMINE_INSTANCE"   # Debian keeps each instance in a folder here
  printf 'production:\n  adapter: sqlite3\n  database: %s\n  encoding: utf8\n' "$state/redmine.db" >"$state/config/database.yml"
  printf 'production:\n  attachments_storage_path: %s\n' "$state/files" >"$state/config/configuration.yml"
  openssl rand -hex 32 >"$state/config/secret_key.txt"
  chown -R www-data:www-data "$state"; chmod 640 "$state/config/secret_key.txt"
  cd /usr/share/redmine
  www bundle exec rake db:migrate
  www bundle exec rake redmine:load_default_data
  KEY=$key HOST="wrong-host.example.net" "$here/run.sh" "$state" "$here/configure.rb"
  touch "$state/configured"
fi
cd /usr/share/redmine
setsid nohup setpriv --reuid=www-data --regid=www-data --clear-groups \
  puma -e production -b "tcp://127.0.0.1:$port" -t 1:5 --quiet config.ru >>"$state/log/puma.log" 2>&1 </dev/null &
echo $! >"$state/pid"
for _ in $(seq 1 600); do
  curl -sf -m 30 -o /dev/null -H "X-Redmine-API-Key: $key" "http://127.0.0.1:$port/users/current.json" && exit 0
  kill -0 "$(cat "$state/pid")" 2>/dev/null || break
  sleep 0.1
done
tail -n 20 "$state/log/puma.log" >&2
exit 1
