# Distribution packages: install them when we may, otherwise name the exact command. Sourced, never run.
# shellcheck shell=bash

installed() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q '^install ok installed$'; }

has_postgis() {  # PostgreSQL 15 or later, with PostGIS beside it
  local folder version
  for folder in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin; do
    [ -x "$folder/initdb" ] && [ -f "${folder%/bin}/lib/postgis-3.so" ] || continue
    version=$("$folder/postgres" --version | sed -E 's/^[^0-9]*([0-9]+).*/\1/')
    [ "$version" -ge 15 ] && return 0
  done
  return 1
}

postgis_packages() {  # the newest PostgreSQL of this distribution that comes with PostGIS
  local version
  for version in 18 17 16 15; do
    if apt-cache show "postgresql-$version-postgis-3" >/dev/null 2>&1; then
      echo "postgresql-$version postgresql-$version-postgis-3"
      return
    fi
  done
  echo "postgresql-15 postgresql-15-postgis-3"
}

find_python() {  # sets PYTHON to the newest Python from 3.11 on
  local candidate
  for candidate in python3 python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then PYTHON=$candidate; return 0; fi
  done
  return 1
}

as_root() {  # works for root and for people whose sudo asks no password
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }

apt_get() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold "$@"; }

install_packages() {  # install_packages PACKAGE...: only what is missing among them should be given
  local log=$ROOT/var/packages.log settings=/etc/postgresql-common/createcluster.conf ours="" kept
  command -v apt-get >/dev/null || fail "these Debian packages (or their like) are missing, and there is no apt-get here: $*"
  may_install || fail "packages of the distribution are missing. Install them with
    sudo apt-get update && sudo apt-get install --no-install-recommends $*
and start bin/${0##*/} again"
  say "Installing from the distribution: $*"
  if [ ! -e "$settings" ] && [[ " $* " == *" postgresql-"* ]]; then
    # The package would start a server of its own that nobody asked for; its setting comes back after the installation.
    ours=$settings
    as_root mkdir -p "${settings%/*}"
    echo "create_main_cluster = false" | as_root tee "$settings" >/dev/null
  fi
  if ! { apt_get update && apt_get install -y --no-install-recommends "$@"; } >"$log" 2>&1; then
    tail -n 15 "$log" >&2
    fail "the packages could not be installed; the whole output is in var/packages.log"
  fi
  if [ -n "$ours" ]; then
    for kept in "$ours.ucf-dist" "$ours.dpkg-dist"; do [ ! -e "$kept" ] || as_root mv "$kept" "$ours"; done
  fi
}

ensure_packages() {  # ensure_packages [for-tests]
  local missing=()
  mkdir -p "$ROOT/var"
  find_python || missing+=(python3)
  if [ ! -x "$ROOT/.venv/bin/python" ] && ! "${PYTHON:-python3}" -c 'import ensurepip, venv' 2>/dev/null; then missing+=(python3-venv); fi
  if [ -z "${DATABASE_URL:-}" ] && ! has_postgis; then
    [ -n "$(apt-cache show postgresql-common 2>/dev/null | head -n1)" ] || ! may_install || apt_get update >/dev/null 2>&1 || true
    # shellcheck disable=SC2207 # package names have no spaces
    missing+=($(postgis_packages))
  fi
  if [ "${1:-}" = for-tests ]; then
    command -v chromium >/dev/null || missing+=(chromium)
    installed libatomic1 || missing+=(libatomic1)  # the program that steers the browser is linked to it
    installed fonts-thai-tlwg || fc-list :lang=th 2>/dev/null | grep -q . || missing+=(fonts-thai-tlwg)
    installed fonts-noto-core || missing+=(fonts-noto-core)
  fi
  if [ ${#missing[@]} -gt 0 ]; then install_packages "${missing[@]}"; fi
  find_python || fail "Python 3.11 or later is needed; this distribution's python3 is $(python3 --version 2>&1 || echo missing)"
}
