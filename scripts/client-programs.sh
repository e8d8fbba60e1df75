#!/usr/bin/env bash
# Unpacks programs that send through the gateway from Debian's packages, for the tests, without installing a monitoring
# server: the script engine of Zabbix, Prometheus and its Alertmanager.
set -euo pipefail
target="${XDG_CACHE_HOME:-$HOME/.cache}/aldis/programs"
mkdir -p "$target"

# unpack PACKAGE PROGRAM VERSION-OPTION [LIBRARY-PACKAGE…]
unpack() {
  local package=$1 program=$target/$2 version=$3
  shift 3
  "$program" "$version" >/dev/null 2>&1 && return
  local download
  download=$(mktemp -d)
  chmod 755 "$download"
  (cd "$download" && apt-get download -qq "$package" 2>/dev/null) ||
    { apt-get update -qq && (cd "$download" && apt-get download -qq "$package"); }
  dpkg -x "$download/$package"_*.deb "$target"
  rm -rf "$download"
  if ! "$program" "$version" >/dev/null 2>&1 && [ $# -gt 0 ]; then
    apt-get install -y -qq --no-install-recommends "$@" >/dev/null
  fi
  "$program" "$version" >/dev/null
}

unpack zabbix-server-pgsql usr/bin/zabbix_js -V libcurl3-gnutls libxml2 libpcre2-8-0 libgnutls30
unpack prometheus usr/bin/prometheus --version
unpack prometheus-alertmanager usr/bin/prometheus-alertmanager --version
# Debian's build looks for its templates there and nowhere else.
[ -e /usr/share/prometheus/alertmanager ] || {
  mkdir -p /usr/share/prometheus
  ln -s "$target/usr/share/prometheus/alertmanager" /usr/share/prometheus/alertmanager
}
