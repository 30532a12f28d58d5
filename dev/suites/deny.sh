# Licences, sources, duplicate and banned crates; advisories of crates and npm packages where their databases can be reached.
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

# The browser tests' packages; they go into no package of ours.
audit=$(cd php-tests/browser && timeout 120 npm audit --json 2>/dev/null)
case $audit in
    *'"auditReportVersion"'*'"total": 0'*) passed 1 ;;
    *'"auditReportVersion"'*)
        echo "$audit"
        failed 1
        ;;
    *) skipped 1 "npm's advisories cannot be reached from here" ;;
esac
