#!/bin/bash
# Starts an sshd of its own on 127.0.0.1, with a host key, settings and an authorised key of its own; the machine's own
# service and its files are not touched. It leaves STATE/client (a private key), STATE/known_hosts and, with another
# host's key, STATE/others.   Usage: start.sh STATE PORT        its pid is in STATE/pid
set -euo pipefail
export LC_ALL=C.UTF-8 PATH=$PATH:/usr/sbin
mkdir -p "$1"; state=$(realpath "$1") port=$2
chmod 700 "$state"
if ! [ -e /run/sshd ]; then mkdir -m 755 /run/sshd; touch "$state/made"; fi   # sshd refuses to start without it
for name in host client other; do ssh-keygen -q -t ed25519 -N '' -C "$name" -f "$state/$name"; done
cp "$state/client.pub" "$state/authorized_keys"; chmod 600 "$state/authorized_keys"
printf '[127.0.0.1]:%s %s\n' "$port" "$(cut -d' ' -f1,2 "$state/host.pub")" >"$state/known_hosts"
printf '[127.0.0.1]:%s %s\n' "$port" "$(cut -d' ' -f1,2 "$state/other.pub")" >"$state/others"
cat >"$state/sshd_config" <<C
Port $port
ListenAddress 127.0.0.1
HostKey $state/host
PidFile $state/sshd.pid
AuthorizedKeysFile $state/authorized_keys
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
PermitRootLogin prohibit-password
Subsystem sftp internal-sftp
C
setsid nohup /usr/sbin/sshd -D -e -f "$state/sshd_config" >"$state/log" 2>&1 </dev/null &
echo $! >"$state/pid"
for _ in $(seq 1 100); do
  (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && exit 0
  kill -0 "$(cat "$state/pid")" 2>/dev/null || break
  sleep 0.1
done
cat "$state/log" >&2
exit 1
