#!/bin/bash
# Installs WordPress, PHP and MariaDB from Debian's packages; starts nothing. Exit 77: cannot be installed here, and why.
. "$(dirname "$(realpath "$0")")/../packages.sh"
packages wordpress php-cli php-mysql php-xml php-mbstring php-zip mariadb-server mariadb-client curl openssl
