#!/bin/bash
# Starts a Dovecot of its own on 127.0.0.1, with a certificate of its own for localhost.
# Usage: start.sh STATE TLS_PORT STARTTLS_PORT NAME:PASSWORD …      its pid is in STATE/pid, its certificate in STATE/cert.pem
set -euo pipefail
PATH=$PATH:/usr/sbin
state=$(realpath "$1") tls=$2 starttls=$3; shift 3
mkdir -p "$state"/{mail,run}
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
  -keyout "$state/key.pem" -out "$state/cert.pem" 2>/dev/null
for account in "$@"; do echo "${account%%:*}:{PLAIN}${account#*:}::::::"; done >"$state/users"
owner=dovecot
uid=$(id -u "$owner") gid=$(id -g "$owner")
cat >"$state/dovecot.conf" <<C
base_dir = $state/run
instance_name = sar-test
log_path = $state/log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <$state/cert.pem
ssl_key = <$state/key.pem
auth_mechanisms = plain login
auth_failure_delay = 0
first_valid_uid = $uid
first_valid_gid = $gid
mail_location = maildir:$state/mail/%u
maildir_stat_dirs = yes
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u $state/users
}
userdb {
  driver = static
  args = uid=$uid gid=$gid home=$state/mail/%u
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Sent {
    special_use = \\Sent
    auto = create
  }
  mailbox Drafts {
    special_use = \\Drafts
    auto = create
  }
  mailbox Junk {
    special_use = \\Junk
    auto = create
  }
  mailbox Trash {
    special_use = \\Trash
    auto = create
  }
}
service imap-login {
  inet_listener imap {
    port = $starttls
  }
  inet_listener imaps {
    port = $tls
    ssl = yes
  }
}
C
chmod 755 "$state"
chown -R "$uid:$gid" "$state/mail"
setsid nohup dovecot -F -c "$state/dovecot.conf" >>"$state/out" 2>&1 </dev/null &
echo $! >"$state/pid"
for _ in $(seq 1 300); do
  (exec 3<>"/dev/tcp/127.0.0.1/$tls") 2>/dev/null && exit 0
  kill -0 "$(cat "$state/pid")" 2>/dev/null || break
  sleep 0.1
done
tail -n 20 "$state/out" "$state/log" >&2
exit 1
