#!/bin/bash
# Sets up (first time) and starts a WordPress of its own, with a MariaDB of its own, on 127.0.0.1.
# Usage: start.sh STATE PORT DATABASE_PORT PASSWORD      STATE: a folder that www-data and mysql can reach
set -euo pipefail
state=$(realpath "$1") port=$2 database=$3 password=$4 here=$(dirname "$(realpath "$0")")
. "$here/environment.sh"
until_it_answers() { # name command...: a minute at most
  local name=$1; shift
  for _ in $(seq 1 600); do
    "$@" >/dev/null 2>&1 && return 0
    alive "$name" || break
    sleep 0.1
  done
  tail -n 20 "$state/$name.log" >&2
  exit 1
}

if ! [ -d "$state/db/data/mysql" ]; then
  mkdir -p "$state/db/data"; chown -R mysql:mysql "$state/db"
  mariadb-install-db --no-defaults --user=mysql --datadir="$state/db/data" --auth-root-authentication-method=socket \
    --skip-test-db >"$state/database.log" 2>&1
fi
setsid nohup mariadbd --no-defaults --user=mysql --datadir="$state/db/data" --socket="$socket" --pid-file="$state/db/pid" \
  --bind-address=127.0.0.1 --port="$database" --character-set-server=utf8mb4 --innodb-flush-log-at-trx-commit=2 \
  >>"$state/database.log" 2>&1 </dev/null &
note database $!
until_it_answers database mariadb-admin --no-defaults -S "$socket" ping

if ! [ -e "$site/configured" ]; then
  secret=$(openssl rand -hex 24)
  mariadb --no-defaults -S "$socket" -e "CREATE DATABASE site CHARACTER SET utf8mb4; \
    CREATE USER 'site'@'127.0.0.1' IDENTIFIED BY '$secret'; GRANT ALL ON site.* TO 'site'@'127.0.0.1'"
  cp -aL /usr/share/wordpress "$site" 2>/dev/null || true
  rm -f "$site/.htaccess"
  mkdir -p "$site/wp-content/uploads" "$site/wp-content/mu-plugins" "$site/wp-content/plugins"
  sed -e "s|@PORT@|$port|g; s|@DATABASE@|127.0.0.1:$database|; s|@SECRET@|$secret|; s|@SALT@|$(openssl rand -hex 24)|" \
    "$here/wp-config.php" >"$site/wp-config.php"
  cp "$here/router.php" "$here/configure.php" "$state/"
  cp -r "$here"/plugins/* "$site/wp-content/plugins/"
  chown -R www-data:www-data "$site"
  as www-data php "$state/configure.php" "$site" "127.0.0.1:$port" "$password"
  touch "$site/configured"
fi
setsid nohup setpriv --reuid=www-data --regid=www-data --clear-groups env PHP_CLI_SERVER_WORKERS=4 \
  php -d memory_limit=512M -S "127.0.0.1:$port" -t "$site" "$state/router.php" >>"$state/site.log" 2>&1 </dev/null &
note site $!
until_it_answers site curl -sf -m 30 "http://127.0.0.1:$port/wp-json/"
