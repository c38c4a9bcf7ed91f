# Sourced: what every Ruby of this instance needs; `state` is set before.
. "$(dirname "$(realpath "${BASH_SOURCE[0]}")")/bundler.sh"
export RAILS_ENV=production REDMINE_LANG=en SCHEMA=/dev/null LC_ALL=C.UTF-8 HOME="$state"
REDMINE_INSTANCE=sar-test-$(printf %s "$state" | md5sum | cut -c1-8)
export REDMINE_INSTANCE
www() { setpriv --reuid=www-data --regid=www-data --clear-groups "$@"; }
