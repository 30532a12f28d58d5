#!/usr/bin/env bash
# Runs every suite, or those that are named, on what it sets up itself; ends with a line for each: what ran on what, and what was skipped and why.
#
#   dev/test.sh [SUITE…]      the suites are the files of dev/suites
set -uo pipefail
. "$(dirname "$0")/lib.sh"

# In the order in which a fault is found soonest.
SUITES=(rust-lint rust fuzz deny php-lint languages phpunit-hpos phpunit-posts network contract cli process chaos browser-hpos browser-posts)
ARTEFACTS=$LOCAL/artefacts

"$ROOT/dev/needs.sh" || exit 1
mkdir -p "$ARTEFACTS"

if [ $# -gt 0 ]; then SUITES=("$@"); fi

# A suite writes into $RESULT: "passed N", "failed N", "skipped N why", "on what it ran on". One that says nothing has failed.
total() { awk -v what="$1" '$1 == what { n += $2 } END { print n + 0 }' "${@:2}"; }

# What failed and why, as PHPUnit, Node's runner and nextest say it: the end of a long run is all that some see of it.
failures() {
    awk '
        /^not ok / { print; tap = 1; next }
        tap && /^  error:/ { lines = 4 }
        tap && /^  stack:/ { lines = 2 }
        /^  \.\.\./ { tap = lines = 0 }
        /^[0-9]+\) / { lines = 3 }
        /^ +FAIL / || lines-- > 0
    ' "$1" | awk 'NF && !seen[$0]++' | head -40
}

for suite in "${SUITES[@]}"; do
    [ -f "$ROOT/dev/suites/$suite.sh" ] || die "There is no suite $suite"
    say "== $suite"
    export RESULT=$ARTEFACTS/$suite.result
    : >"$RESULT"
    began=$SECONDS
    bash "$ROOT/dev/suites/$suite.sh" >"$ARTEFACTS/$suite.log" 2>&1 </dev/null
    status=$?
    if [ $status != 0 ] && [ "$(total failed "$RESULT")" = 0 ] || [ "$(total passed "$RESULT")$(total failed "$RESULT")$(total skipped "$RESULT")" = 000 ]; then
        echo "failed 1" >>"$RESULT"
    fi
    echo "seconds $((SECONDS - began))" >>"$RESULT"
    if [ "$(total failed "$RESULT")" != 0 ]; then
        say "-- $suite failed; the end of its log ($ARTEFACTS/$suite.log):"
        tail -60 "$ARTEFACTS/$suite.log" >&2
    fi
done

echo
results=()
for suite in "${SUITES[@]}"; do
    result=$ARTEFACTS/$suite.result
    results+=("$result")
    printf '%-14s %4d passed %3d failed %3d skipped %5d s  %s\n' "$suite" "$(total passed "$result")" "$(total failed "$result")" \
        "$(total skipped "$result")" "$(total seconds "$result")" "$(sed -n 's/^on //p' "$result" | paste -sd';')"
    sed -nE 's/^skipped ([0-9]+) (.*)/               SKIPPED \1: \2/p' "$result"
    [ "$(total failed "$result")" = 0 ] || failures "$ARTEFACTS/$suite.log" | sed 's/^ */               FAILED /'
done
failed=$(total failed "${results[@]}")
echo "$(total passed "${results[@]}") passed, $failed failed, $(total skipped "${results[@]}") skipped"
[ "$failed" = 0 ]
