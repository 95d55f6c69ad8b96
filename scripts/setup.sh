#!/bin/sh
# Sets up the checkout: the virtual environment from the lock file, the package itself and the front-end assets.
# With "test" also what only the tests need (Chromium). Installs by apt what a bare Debian lacks when it may,
# else says the line to run. Running it again costs a second.
set -eu
cd "$(dirname "$0")/.."

missing=""
need() { # need COMMAND PACKAGE
    command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}
install_missing() {
    [ -n "$missing" ] || return 0
    line="apt-get update && apt-get install -y --no-install-recommends$missing"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "setup: installing$missing"
        log=$(mktemp)
        if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing; } >"$log" 2>&1; then
            tail -n 20 "$log" >&2
            echo "setup: could not install$missing; run as root: $line" >&2
            exit 1
        fi
        rm -f "$log"
    else
        echo "setup: missing$missing; run as root: $line" >&2
        exit 1
    fi
    missing=""
}

python=""
for candidate in python3.11 python3.12 python3.13 python3; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        python=$candidate
        break
    fi
done
[ -n "$python" ] || { missing="python3"; install_missing; python=python3; }
if [ ! -x .venv/bin/uv ]; then
    "$python" -m pip --version >/dev/null 2>&1 || missing="$missing python3-pip"
fi
if [ "${1:-}" = test ]; then
    need chromium chromium
    # the browser tests' driver is a Node that links to it
    if [ -x /sbin/ldconfig ] && ! /sbin/ldconfig -p | grep -q 'libatomic\.so\.1'; then
        missing="$missing libatomic1"
    fi
fi
install_missing

if [ ! -x .venv/bin/python ]; then
    "$python" -m venv --without-pip .venv
fi
if [ ! -x .venv/bin/uv ]; then
    "$python" -m pip --python .venv/bin/python install --quiet --require-hashes -r requirements-uv.lock
fi
stamp=$(cat requirements.lock pyproject.toml scripts/setup.sh | sha256sum)
if [ "$(cat .venv/stamp 2>/dev/null || true)" != "$stamp" ]; then
    .venv/bin/uv pip sync --quiet --python .venv/bin/python --require-hashes requirements.lock
    .venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
    echo "$stamp" >.venv/stamp
fi
.venv/bin/python scripts/fetch_assets.py
