# Sourced by every install.sh: `packages NAME …` installs what is missing of Debian's packages and starts nothing.
# Exit 77: cannot be installed here, and why.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
cannot() { echo "$1"; exit 77; }
installed() { dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }

packages() {
  [ -e /etc/debian_version ] && command -v apt-get >/dev/null || cannot "not a Debian system"
  [ "$(id -u)" = 0 ] || cannot "not root: packages cannot be installed"
  local package missing=() policy=/usr/sbin/policy-rc.d wait=(-o DPkg::Lock::Timeout=600)
  for package in "$@"; do installed "$package" || missing+=("$package"); done
  ((${#missing[@]})) || return 0
  if ! [ -e "$policy" ]; then   # no service is started by its package
    printf '#!/bin/sh\nexit 101\n' >"$policy"; chmod 755 "$policy"
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  fi
  apt-get "${wait[@]}" update -qq >&2 || cannot "the package registry does not answer"
  apt-cache show "${missing[@]}" >/dev/null 2>&1 || cannot "this Debian lacks one of: ${missing[*]}"
  apt-get "${wait[@]}" install -y -qq --no-install-recommends -o Dpkg::Options::=--force-confold "${missing[@]}" >&2
}
