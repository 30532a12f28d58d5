# Shared by the scripts of this folder; sourced, never run.
# shellcheck shell=bash disable=SC2034

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# Made by the project, never committed: sites, logs, artefacts.
LOCAL=$ROOT/.local
# What is downloaded or built once for all clones: tools, WordPress, WooCommerce.
CACHE=${WAYBILL_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/waybill}
PHP_VERSION=8.2
# Servers lie there, and a normal user's own path may leave it out.
export PATH=$PATH:/usr/sbin
EXTENSION=$ROOT/target/release/libwaybill.so
SANDBOX=$ROOT/target/release/waybill-sandbox

say() { printf '%s\n' "$*" >&2; }
die() {
    say "$*"
    exit 1
}

# Runs as root, by sudo where we are not.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

# Whether something listens on this loopback port.
port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# The first free loopback port from this one on.
free_port() {
    local port=$1
    while port_taken "$port"; do port=$((port + 1)); done
    echo "$port"
}

# Waits up to SECONDS until a command succeeds: wait_for SECONDS COMMAND…
wait_for() {
    local until=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$until" ] || return 1
        sleep 0.2
    done
}

# Whether the process of this pid file lives.
alive() { [ -s "$1" ] && kill -0 "$(cat "$1")" 2>/dev/null; }

# Ends the process of this pid file, and waits until it has ended.
end() {
    alive "$1" || return 0
    local pid
    pid=$(cat "$1")
    kill "$pid" 2>/dev/null || true
    wait_for 30 eval "! kill -0 $pid" || kill -KILL "$pid" 2>/dev/null || true
    rm -f "$1"
}

# A file from the web into a path, quickly or not at all.
fetch() { curl --fail --silent --location --connect-timeout 5 --max-time 300 --output "$2" "$1"; }
