#!/usr/bin/env bash
# Builds the tools that no Debian package gives, once: mago (PHP formatter, linter, analyzer) and cargo-deny. Prints the folder of their programs.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

# The newest mago that Rust 1.95 builds.
MAGO=1.29.0

install() {
    local name=$1
    shift
    [ -x "$CACHE/tools/bin/$name" ] && return
    say "Building $name, once; this takes some minutes"
    # Without link-time optimisation: minutes less, and they are quick enough.
    CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 cargo install --quiet --locked --root "$CACHE/tools" "$@" >&2
}

install mago "mago@$MAGO"
install cargo-deny cargo-deny
echo "$CACHE/tools/bin"
