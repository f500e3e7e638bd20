#!/usr/bin/env bash
# How long the first and the second start take, from a fresh clone: benchmarks/first_start.sh
#
# It clones this repository's HEAD into a temporary folder, runs `bin/run --setup-only` there twice, prints both times beside their
# limits, stops the database it started, and removes the folder. Distribution packages that are already on this machine are not
# installed again, so the first figure is that of a bare machine only on a bare machine. Exit 1 when a limit is missed.
set -euo pipefail
ROOT=$(cd "$(dirname "$0")/.." && pwd -P)
FIRST_LIMIT=360 SECOND_LIMIT=20
FOLDER=$(mktemp -d "${TMPDIR:-/tmp}/geo_eplan_first_start.XXXXXX")
unset DATABASE_URL GEO_EPLAN_DB_NAME DJANGO_SETTINGS_MODULE

clean_up() {
  local data
  "$FOLDER/clone/bin/database" stop >/dev/null 2>&1 || true
  # As root the cluster lies outside the checkout and var/postgres is a link to it; it was made for this clone alone.
  data=$(readlink "$FOLDER/clone/var/postgres" 2>/dev/null || true)
  case "$data" in /var/lib/geo_eplan/?*) rm -rf -- "$data" ;; esac
  rm -rf -- "$FOLDER"
}
trap clean_up EXIT

timed() {  # timed NAME LIMIT: one start, its seconds beside the limit
  local begun=$EPOCHREALTIME seconds
  "$FOLDER/clone/bin/run" --setup-only >"$FOLDER/$1.log" 2>&1 || { tail -n 20 "$FOLDER/$1.log" >&2; exit 1; }
  seconds=$(awk -v begun="$begun" -v ended="$EPOCHREALTIME" 'BEGIN { printf "%.1f", ended - begun }')
  printf '%-14s %8s s   limit %4s s\n' "$1" "$seconds" "$2"
  awk -v seconds="$seconds" -v most="$2" 'BEGIN { exit !(seconds <= most) }' || missed=1
}

missed=""
git clone --quiet --no-hardlinks "$ROOT" "$FOLDER/clone"
# A database server of another user must be able to pass through to the checkout.
chmod 711 "$FOLDER"
printf 'commit %s, %s processors, load %s\n' "$(git -C "$FOLDER/clone" rev-parse --short HEAD)" "$(nproc)" "$(cut -d' ' -f1 /proc/loadavg)"
timed first-start "$FIRST_LIMIT"
timed second-start "$SECOND_LIMIT"
[ -z "$missed" ]
