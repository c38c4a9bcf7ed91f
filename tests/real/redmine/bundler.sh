# Sourced. Debian 12's security update of Ruby carries a bundler that Debian's own gems do not suit: theirs is named.
if grep -q '^VERSION_CODENAME=bookworm' /etc/os-release; then export BUNDLER_VERSION=2.3.15; fi
