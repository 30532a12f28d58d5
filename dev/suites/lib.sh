# Shared by the suites; sourced, never run.
# shellcheck shell=bash
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
cd "$ROOT" || exit 1

passed() { echo "passed $1" >>"$RESULT"; }
failed() { echo "failed $1" >>"$RESULT"; }
skipped() { echo "skipped $1 $2" >>"$RESULT"; }
ran_on() { echo "on $1" >>"$RESULT"; }

# Runs one check, and counts it: check NAME COMMAND…
check() {
    echo "--- $1"
    if "${@:2}"; then
        passed 1
    else
        echo "--- $1 FAILED"
        failed 1
    fi
}

# The extension and the sandbox, built as they are shipped.
build() { cargo build --release --workspace || exit 1; }

# A fresh site for a suite, and a sandbox beside it: fresh_site NAME OPTION…
fresh_site() {
    local name=$1
    "$ROOT/dev/site.sh" destroy "$name"
    "$ROOT/dev/sandbox.sh" down "$name"
    rm -rf "${LOCAL:?}/sandboxes/$name"
    "$ROOT/dev/site.sh" up "$@" || exit 1
    # shellcheck source=/dev/null
    . "$LOCAL/sites/$name/site.env"
    WAYBILL_SANDBOX_URL=$("$ROOT/dev/sandbox.sh" up "$name") || exit 1
    export WAYBILL_SANDBOX_URL
    # shellcheck disable=SC2064
    trap "'$ROOT/dev/site.sh' down '$name'; '$ROOT/dev/sandbox.sh' down '$name'" EXIT
}

# Runs PHPUnit in a site, and counts: phpunit_in SITE ARGUMENT…
phpunit_in() {
    local site=$1 out status=0
    shift
    out=$(mktemp)
    "$ROOT/dev/site.sh" php "$site" /usr/bin/phpunit --fail-on-empty-test-suite "$@" 2>&1 | tee "$out" || status=$?
    status=${PIPESTATUS[0]}
    count_phpunit "$out"
    sed -n 's/^ran on: //p' "$out" | head -1 | while read -r line; do ran_on "$line"; done
    rm -f "$out"
    return "$status"
}

# PHPUnit's closing lines: "OK (29 tests, …)", or "Tests: 29, Assertions: 128, Failures: 1, Skipped: 2."
count_phpunit() {
    local tests bad skips
    tests=$(sed -nE 's/^OK \(([0-9]+) tests?,.*/\1/p; s/^Tests: ([0-9]+),.*/\1/p' "$1" | tail -1)
    bad=$(grep -E '^Tests: ' "$1" | grep -oE '(Errors|Failures|Warnings|Risky): [0-9]+' | awk '{ n += $2 } END { print n + 0 }')
    skips=$(grep -E '^Tests: ' "$1" | sed -nE 's/.*(Skipped|Incomplete): ([0-9]+).*/\2/p')
    [ -n "$tests" ] || return 0
    passed $((tests - bad - ${skips:-0}))
    [ "$bad" = 0 ] || failed "$bad"
    [ "${skips:-0}" = 0 ] || skipped "$skips" "$(sed -n 's/^skipped: //p' "$1" | sort -u | paste -sd';')"
}

# Tells the merchant's story on a fresh site with this order storage, and counts: browser_on STORAGE
browser_on() {
    local storage=$1 node out status
    "$ROOT/dev/zip.sh" || exit 1
    node=$("$ROOT/dev/node.sh") || exit 1
    (cd php-tests/browser && npm ci --silent --no-audit --no-fund) || exit 1
    fresh_site "browser-$storage" --storage "$storage" --plugin none
    export WAYBILL_SITE=browser-$storage
    rm -rf "$LOCAL/artefacts/screenshots/$storage"
    out=$(mktemp)
    "$node/node" --test --test-reporter=tap php-tests/browser/merchant.test.js 2>&1 | tee "$out"
    status=${PIPESTATUS[0]}
    count_tap "$out"
    rm -f "$out"
    return "$status"
}

# TAP's closing lines: "# pass 30", "# fail 1", "# skipped 1"; a skipped test says why: "ok 20 - name # SKIP why".
count_tap() {
    local word count
    while read -r word count; do
        [ "$count" = 0 ] || "$word" "$count"
    done < <(sed -nE 's/^# pass ([0-9]+)$/passed \1/p; s/^# (fail|cancelled) ([0-9]+)$/failed \2/p' "$1")
    count=$(sed -nE 's/^# skipped ([0-9]+)$/\1/p' "$1")
    [ "${count:-0}" = 0 ] || skipped "$count" "$(sed -nE 's/^ *ok .* # SKIP (.*)/\1/p' "$1" | sort -u | paste -sd';')"
    ran_on "$(sed -nE 's/^#? ?ran on: //p' "$1" | head -1)"
}
