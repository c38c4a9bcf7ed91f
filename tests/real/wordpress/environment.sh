# Sourced: who runs what, and how the processes of this instance end; `state` is set before.
export LC_ALL=C.UTF-8 HOME="$state"
site=$state/site socket=$state/db/s.sock
as() { local user=$1; shift; setpriv --reuid="$user" --regid="$user" --clear-groups "$@"; }
began() { awk '{sub(/^.*\) /, ""); print $20}' "/proc/$1/stat" 2>/dev/null; }
note() { echo "$2 $(began "$2")" >"$state/$1.pid"; }   # with its start, so that a number used again is not taken for ours
alive() { local pid start; read -r pid start <"$state/$1.pid" 2>/dev/null && [ "$(began "$pid")" = "$start" ]; }
ends() {
  alive "$1" || return 0
  local pid _; read -r pid _ <"$state/$1.pid"
  kill -- "-$pid" 2>/dev/null
  for _ in $(seq 1 150); do alive "$1" || return 0; sleep 0.1; done
  kill -9 -- "-$pid" 2>/dev/null
}
