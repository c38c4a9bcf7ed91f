#!/bin/bash
# Installs Redmine with SQLite and puma from Debian's packages; starts nothing. Exit 77: cannot be installed here, and why.
set -euo pipefail
cannot() { echo "$1"; exit 77; }
[ -e /etc/debian_version ] && command -v apt-get >/dev/null || cannot "not a Debian system"
[ "$(id -u)" = 0 ] || cannot "not root: packages cannot be installed"

. "$(dirname "$(realpath "$0")")/bundler.sh"
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
installed() { dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }
missing=()
for package in redmine redmine-sqlite puma sqlite3 curl openssl; do installed "$package" || missing+=("$package"); done
((${#missing[@]})) || exit 0

policy=/usr/sbin/policy-rc.d   # no service is started by its package
if ! [ -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"; chmod 755 "$policy"
  trap 'rm -f "$policy"' EXIT
fi
debconf-set-selections <<'D' 2>/dev/null || true
redmine redmine/instances/default/dbconfig-install boolean true
redmine redmine/instances/default/database-type select sqlite3
redmine redmine/instances/default/default-language select en
D
wait=(-o DPkg::Lock::Timeout=600)
apt-get "${wait[@]}" update -qq >&2 || cannot "the package registry does not answer"
apt-cache show "${missing[@]}" >/dev/null 2>&1 || cannot "this Debian has no package of Redmine"
apt-get "${wait[@]}" install -y -qq --no-install-recommends -o Dpkg::Options::=--force-confold "${missing[@]}" >&2
