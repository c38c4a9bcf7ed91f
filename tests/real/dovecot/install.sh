#!/bin/bash
# Installs Dovecot's IMAP server from Debian's packages; starts nothing. Exit 77: cannot be installed here, and why.
. "$(dirname "$(realpath "$0")")/../packages.sh"
packages dovecot-core dovecot-imapd openssl
