# Licences, sources, duplicate and banned crates; advisories where their database can be reached.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"

tools=$("$ROOT/dev/tools.sh") || exit 1
ran_on "$("$tools/cargo-deny" --version)"
check 'licences, bans, sources' "$tools/cargo-deny" --workspace check licenses bans sources
if timeout 120 "$tools/cargo-deny" fetch db; then
    check advisories "$tools/cargo-deny" --workspace check advisories
else
    skipped 1 'the advisory database (github.com/rustsec/advisory-db) cannot be reached from here'
fi
