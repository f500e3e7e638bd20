# Making, starting, mending and stopping the private PostGIS cluster. Sourced by bin/database.
# shellcheck shell=bash

ROLE=geo_eplan
NOTE=$ROOT/var/database-url
FINGERPRINT=$(printf '%s' "$ROOT" | sha256sum | cut -c1-12)

as_server() {  # run a command as the user that owns the server
  if [ "$(id -u)" = 0 ]; then (cd / && exec setpriv --reuid="$SERVER_USER" --regid="$SERVER_GROUP" --init-groups "$@"); else (cd / && exec "$@"); fi
}

find_programs() {  # the newest PostgreSQL (15 or later) that has PostGIS; an existing cluster keeps its own version
  local folder version wanted=""
  [ -f "$DATA/PG_VERSION" ] && wanted=$(cat "$DATA/PG_VERSION")
  for folder in $(ls -d /usr/lib/postgresql/*/bin /usr/pgsql-*/bin 2>/dev/null | sort -Vr); do
    version=$("$folder/postgres" --version 2>/dev/null | sed -E 's/^[^0-9]*([0-9]+).*/\1/') || continue
    [ -n "$wanted" ] && [ "$version" != "$wanted" ] && continue
    [ "${version:-0}" -ge 15 ] || continue
    [ -f "${folder%/bin}/lib/postgis-3.so" ] || continue
    PROGRAMS=$folder
    return 0
  done
  [ -n "$wanted" ] && fail "the cluster was made by PostgreSQL $wanted, which (with PostGIS) is no longer installed: apt-get install postgresql-$wanted postgresql-$wanted-postgis-3"
  fail "PostgreSQL 15 or later with PostGIS is not installed: apt-get install postgresql postgresql-15-postgis-3"
}

locate_cluster() {  # sets HOME_DIR, DATA, SOCKETS, SERVER_USER
  mkdir -p "$ROOT/var"
  SERVER_USER=$(id -un) SERVER_GROUP=$(id -gn)
  HOME_DIR=$ROOT/var/postgres
  if [ "$(id -u)" = 0 ]; then
    SERVER_USER=postgres
    id postgres >/dev/null 2>&1 || fail "the system user postgres is missing: apt-get install postgresql-common"
    SERVER_GROUP=$(id -gn postgres)
    if [ ! -L "$HOME_DIR" ] && ! as_server test -x "$ROOT/var"; then
      [ -d "$HOME_DIR" ] && fail "the database server's user ($SERVER_USER) can no longer enter $ROOT/var; move the checkout back or open the folder"
      ln -s "/var/lib/geo_eplan/$FINGERPRINT" "$HOME_DIR"
    fi
    [ -L "$HOME_DIR" ] && HOME_DIR=$(readlink "$HOME_DIR")
  elif [ -d "$HOME_DIR" ] && [ ! -O "$HOME_DIR" ]; then
    fail "the cluster in $HOME_DIR belongs to $(stat -Lc %U "$HOME_DIR"); run this command as root or with sudo, as it was made"
  fi
  DATA=$HOME_DIR/data
  SOCKETS=$HOME_DIR/run
  # A unix socket's path may have 107 bytes; ".s.PGSQL.5432" and a slash take 14 of them.
  if [ "$(printf '%s' "$SOCKETS" | wc -c)" -gt 90 ]; then SOCKETS=/tmp/geo_eplan-$(id -u)-$FINGERPRINT; fi
}

with_lock() {  # two starts at once wait for each other
  exec 9>"$ROOT/var/database.lock"
  flock -w 120 9 || fail "another bin/database has been busy for two minutes (lock: var/database.lock)"
  "$@"
}

server_pid() {  # the pid of our running server, or nothing
  local pid
  pid=$(head -n1 "$DATA/postmaster.pid" 2>/dev/null) || return 0
  if [ -n "$pid" ] && [ "$(readlink "/proc/$pid/cwd" 2>/dev/null)" = "$DATA" ]; then echo "$pid"; fi
}

answers() { "$PROGRAMS/pg_isready" -q -h "$SOCKETS" -t 2; }

query() { psql_as "$1" -Atqc "$2"; }
psql_as() { local database=$1; shift; (cd / && "$PROGRAMS/psql" -X -v ON_ERROR_STOP=1 -h "$SOCKETS" -U "$ROLE" -d "$database" "$@"); }

make_cluster() {
  say "Making a private PostGIS cluster in $HOME_DIR"
  if [ "$(id -u)" = 0 ]; then
    case "$HOME_DIR" in /var/lib/geo_eplan/*) install -d -m 0755 /var/lib/geo_eplan ;; esac
    install -d -m 0700 -o "$SERVER_USER" -g "$SERVER_GROUP" "$HOME_DIR"
    printf 'This database cluster belongs to the checkout %s\n' "$ROOT" >"$HOME_DIR/README"
  else
    install -d -m 0700 "$HOME_DIR"
  fi
  rm -rf "$DATA.new"  # a half-made cluster of an interrupted run
  as_server "$PROGRAMS/initdb" -D "$DATA.new" -U "$ROLE" --encoding=UTF8 --locale=C.UTF-8 --auth=peer --data-checksums >"$ROOT/var/initdb.log" 2>&1 ||
    { tail -n 15 "$ROOT/var/initdb.log" >&2; fail "initdb failed; its whole output is in var/initdb.log"; }
  as_server mv "$DATA.new" "$DATA"
}

share_of_memory() {  # megabytes: the machine's memory divided by $1, at least $2, at most $3
  awk -v part="$1" -v least="$2" -v most="$3" \
    '/^MemTotal:/ { share = int($2 / 1024 / part); print (share < least ? least : (share > most ? most : share)) }' /proc/meminfo
}

configure_cluster() {  # rewritten at every start, so that a changed checkout or user is followed
  as_server tee "$DATA/geo_eplan.conf" >/dev/null <<CONF
# Written by bin/database at every start.
listen_addresses = ''
unix_socket_directories = '$SOCKETS'
unix_socket_permissions = 0700
max_connections = 200
shared_buffers = $(share_of_memory 8 128 4096)MB
work_mem = 32MB
maintenance_work_mem = $(share_of_memory 32 64 1024)MB
effective_cache_size = $(share_of_memory 2 512 65536)MB
random_page_cost = 1.1
max_wal_size = 4GB
jit = off
fsync = on
synchronous_commit = on
timezone = 'Asia/Bangkok'
log_timezone = 'Asia/Bangkok'
CONF
  as_server grep -q "^include 'geo_eplan.conf'" "$DATA/postgresql.conf" ||
    as_server sh -c 'echo "include '"'geo_eplan.conf'"'" >>"$1/postgresql.conf"' sh "$DATA"
  as_server tee "$DATA/pg_hba.conf" >/dev/null <<'CONF'
# Only over the socket, only the owner of the checkout (the kernel says who that is).
local all all peer map=owner
CONF
  printf 'owner %s geo_eplan\nowner %s geo_eplan\nowner root geo_eplan\n' "$SERVER_USER" "$(id -un)" |
    sort -u | as_server tee "$DATA/pg_ident.conf" >/dev/null
  if [ "$(id -u)" = 0 ]; then install -d -m 0700 -o "$SERVER_USER" -g "$SERVER_GROUP" "$SOCKETS"; else install -d -m 0700 "$SOCKETS"; fi
  [ "$(stat -c %U "$SOCKETS")" = "$SERVER_USER" ] || fail "$SOCKETS belongs to somebody else; remove it"
}

mend_after_crash() {  # a kill -9 leaves the pid file; the number may by now belong to another program
  local waited=0 link
  [ -f "$DATA/postmaster.pid" ] && [ -z "$(server_pid)" ] || return 0
  note "the server was killed the last time; mending"
  while :; do  # its orphans leave by themselves within seconds; while one lives, the data must not be touched
    for link in /proc/[0-9]*/cwd; do
      if [ "$(readlink "$link" 2>/dev/null)" = "$DATA" ]; then
        [ $waited -lt 60 ] || fail "a process of the killed server is still there: $link"
        sleep 1; waited=$((waited + 1)); continue 2
      fi
    done
    break
  done
  rm -f "$DATA/postmaster.pid" "$SOCKETS"/.s.PGSQL.5432 "$SOCKETS"/.s.PGSQL.5432.lock
}

start_cluster() {
  find_programs
  if [ -n "$(server_pid)" ] && answers; then write_note; return 0; fi
  [ -f "$DATA/PG_VERSION" ] || make_cluster
  say "Starting the private PostGIS cluster"
  configure_cluster
  mend_after_crash
  as_server "$PROGRAMS/pg_ctl" start -D "$DATA" -l "$HOME_DIR/server.log" -w -t 120 -s 8>&- 9>&- ||
    { as_server tail -n 15 "$HOME_DIR/server.log" >&2; fail "the server did not start; its log is $HOME_DIR/server.log"; }
  [ "$(query template1 "select 1 from pg_database where datname = 'geo_eplan'")" = 1 ] ||
    query template1 'create database geo_eplan'
  write_note
}

write_note() {
  local encoded
  encoded=$(printf '%s' "$SOCKETS" | od -An -v -tx1 | tr -d '\n' | tr ' ' '%')
  printf 'postgresql://geo_eplan@/geo_eplan?host=%s\n' "$(case "$SOCKETS" in *[!A-Za-z0-9/._-]*) echo "$encoded" ;; *) echo "$SOCKETS" ;; esac)" >"$NOTE.new"
  mv "$NOTE.new" "$NOTE"
}

stop_cluster() {
  local others
  if [ ! -f "$DATA/PG_VERSION" ] || [ -z "$(server_pid)" ]; then note "the private cluster is not running"; return 0; fi
  find_programs
  if [ "${1:-}" = --if-idle ]; then
    others=$(query template1 "select count(*) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()" || echo 0)
    if [ "$others" != 0 ]; then [ "${2:-}" = --quietly ] || note "leaving the database running: $others other connections use it"; return 0; fi
  fi
  [ "${2:-}" = --quietly ] || say "Stopping the private PostGIS cluster"
  as_server "$PROGRAMS/pg_ctl" stop -D "$DATA" -m fast -w -t 60 -s || fail "the server does not stop; its log is $HOME_DIR/server.log"
}

cluster_status() {
  if [ ! -f "$DATA/PG_VERSION" ]; then echo "no cluster yet"; return 1; fi
  find_programs
  if [ -n "$(server_pid)" ] && answers; then echo "running (pid $(server_pid), $DATA)"; else echo "not running ($DATA)"; return 1; fi
}

create_database() {
  local name=$1
  printf '%s' "$name" | grep -Eqx '[a-z_][a-z0-9_]{0,62}' || fail "a database name has small letters, digits and underscores"
  find_programs
  answers || fail "the cluster is not running: bin/database start"
  [ "$(query template1 "select 1 from pg_database where datname = '$name'")" = 1 ] || query template1 "create database $name"
}
