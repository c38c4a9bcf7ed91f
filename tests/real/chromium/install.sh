#!/bin/bash
# Installs Debian's Chromium, with a typeface that has Arabic; starts nothing. Exit 77: cannot be installed here, and why.
here=$(dirname "$(realpath "$0")")
. "$here/../packages.sh"
packages chromium fonts-dejavu-core
