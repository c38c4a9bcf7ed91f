#!/bin/bash
# Installs OpenSSH's server and client from Debian's packages; starts nothing. Exit 77: cannot be installed, and why.
. "$(dirname "$(realpath "$0")")/../packages.sh"
packages openssh-server openssh-client
