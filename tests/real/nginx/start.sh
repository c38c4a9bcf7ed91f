#!/bin/bash
# Starts an nginx of its own on 127.0.0.1 that writes three access logs into STATE/logs: access.log (combined), vhost.log
# (the virtual host before it) and requests.json (escape=json). The client's address is taken from X-Forwarded-For.
# /private asks for a password; those who have one are in USERS, "name:password" a line.
# Usage: start.sh STATE PORT        STATE: a folder that the user www-data can reach; the pid is in STATE/pid
set -euo pipefail
export LC_ALL=C.UTF-8 PATH=$PATH:/usr/sbin
state=$(realpath "$1") port=$2
mkdir -p "$state"/{logs,www,tmp}
echo ok >"$state/www/index.html"
while IFS= read -r user; do
  [ -n "$user" ] && printf '%s:%s\n' "${user%:*}" "$(openssl passwd -apr1 "${user##*:}")"
done <<<"${USERS:-}" >"$state/users"
cat >"$state/nginx.conf" <<C
daemon off; user www-data; worker_processes 1; pid $state/nginx.pid; error_log $state/error.log warn;
events { worker_connections 256; }
http {
  set_real_ip_from 127.0.0.1; real_ip_header X-Forwarded-For;
  client_body_temp_path $state/tmp/b; proxy_temp_path $state/tmp/p; fastcgi_temp_path $state/tmp/f;
  uwsgi_temp_path $state/tmp/u; scgi_temp_path $state/tmp/s;
  log_format vhost '\$host:\$server_port \$remote_addr - \$remote_user [\$time_local] "\$request" \$status '
                   '\$body_bytes_sent "\$http_referer" "\$http_user_agent" rt=\$request_time';
  log_format js escape=json '{"time":"\$time_iso8601","remote_addr":"\$remote_addr","remote_user":"\$remote_user",'
                   '"request":"\$request","status":\$status,"bytes":\$body_bytes_sent,"referer":"\$http_referer",'
                   '"ua":"\$http_user_agent"}';
  access_log $state/logs/access.log combined;
  access_log $state/logs/vhost.log vhost;
  access_log $state/logs/requests.json js;
  server {
    listen 127.0.0.1:$port; root $state/www; client_header_timeout 2s;
    location /private { auth_basic private; auth_basic_user_file $state/users; try_files /index.html =404; }
    location / { try_files /index.html =404; }
  }
}
C
setsid nohup nginx -c "$state/nginx.conf" >>"$state/start.log" 2>&1 </dev/null &
echo $! >"$state/pid"
for _ in $(seq 1 100); do
  (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && exit 0
  kill -0 "$(cat "$state/pid")" 2>/dev/null || break
  sleep 0.1
done
cat "$state/start.log" >&2
exit 1
