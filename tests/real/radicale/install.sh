#!/bin/bash
# Installs Radicale from Debian's packages; starts nothing. Exit 77: cannot be installed here, and why.
here=$(dirname "$(realpath "$0")")
. "$here/../packages.sh"
packages radicale curl
