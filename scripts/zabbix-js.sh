#!/usr/bin/env bash
# Unpacks the engine that runs Zabbix's media types from Debian's package, for the tests, without installing a Zabbix server.
set -euo pipefail
target="${XDG_CACHE_HOME:-$HOME/.cache}/aldis/zabbix"
[ -x "$target/usr/bin/zabbix_js" ] && "$target/usr/bin/zabbix_js" -V >/dev/null 2>&1 && exit 0

download=$(mktemp -d)
trap 'rm -rf "$download"' EXIT
cd "$download"
chmod 755 .
apt-get download -qq zabbix-server-pgsql 2>/dev/null || { apt-get update -qq && apt-get download -qq zabbix-server-pgsql; }
mkdir -p "$target"
dpkg -x zabbix-server-pgsql_*.deb "$target"

# The few libraries that it links against.
if ! "$target/usr/bin/zabbix_js" -V >/dev/null 2>&1; then
  apt-get install -y -qq --no-install-recommends libcurl3-gnutls libxml2 libpcre2-8-0 libgnutls30 >/dev/null
fi
"$target/usr/bin/zabbix_js" -V >/dev/null
