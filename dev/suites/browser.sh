# A real Chromium through what a merchant does: the package uploaded, both platforms set up, orders placed by guests, the connection ended, the plugin deleted.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"

build
"$ROOT/dev/zip.sh" || exit 1
node=$("$ROOT/dev/node.sh") || exit 1
(cd php-tests/browser && npm ci --silent --no-audit --no-fund) || exit 1
fresh_site browser --plugin none
export WAYBILL_SITE=browser
rm -rf "$LOCAL/artefacts/screenshots"

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

out=$(mktemp)
"$node/node" --test --test-reporter=tap php-tests/browser/merchant.test.js 2>&1 | tee "$out"
status=${PIPESTATUS[0]}
count_tap "$out"
rm -f "$out"
exit "$status"
