#!/bin/bash
# Installs PostgreSQL from Debian's packages; starts nothing. Exit 77: cannot be installed here, and why.
. "$(dirname "$(realpath "$0")")/../packages.sh"
packages postgresql
