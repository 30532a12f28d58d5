#!/usr/bin/env bash
# The sandbox for a site: dev/sandbox.sh up NAME [PORT [OPTION…]] | down NAME. Prints its URL. Options are the sandbox's own, in the place of a journal.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

command=${1:?up or down}
dir=$LOCAL/sandboxes/${2:?the name of a site}
mkdir -p "$dir"

up() {
    if ! alive "$dir/pid"; then
        port=${1:-$(free_port 8400)}
        shift || true
        [ $# -gt 0 ] || set -- --journal "$dir/journal"
        ! port_taken "$port" || die "Port $port, for the sandbox, is taken by another program"
        "$SANDBOX" --listen "127.0.0.1:$port" "$@" >"$dir/log" 2>&1 </dev/null &
        echo $! >"$dir/pid"
        echo "http://127.0.0.1:$port" >"$dir/url"
        wait_for 10 curl --fail --silent "$(cat "$dir/url")/_sandbox/health" || die "The sandbox did not start: see $dir/log"
    fi
    cat "$dir/url"
}

case $command in
    up) up "${@:3}" ;;
    down) end "$dir/pid" ;;
    *) die "sandbox.sh: unknown command $command" ;;
esac
