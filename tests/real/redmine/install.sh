#!/bin/bash
# Installs Redmine with SQLite and puma from Debian's packages; starts nothing. Exit 77: cannot be installed here, and why.
here=$(dirname "$(realpath "$0")")
. "$here/../packages.sh"
. "$here/bundler.sh"
debconf-set-selections <<'D' 2>/dev/null || true
redmine redmine/instances/default/dbconfig-install boolean true
redmine redmine/instances/default/database-type select sqlite3
redmine redmine/instances/default/default-language select en
D
packages redmine redmine-sqlite puma sqlite3 curl openssl
