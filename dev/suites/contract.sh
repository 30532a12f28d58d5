# The stand-in for WooCommerce held to WooCommerce itself, point by point, in both storages: declarations, tables, hooks, rows, what Waybill reads, schedules, REST.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"

REAL=$("$ROOT/dev/woocommerce.sh") || exit 1
if [ "$REAL" = "$ROOT/php-tests/woocommerce-stand-in" ]; then
    skipped 1 'nothing was compared: WooCommerce itself is not here (WAYBILL_WOOCOMMERCE names a directory or a zip of it)'
    exit 0
fi

build
FOUND=$LOCAL/artefacts/contract
rm -rf "$FOUND"
trap 'for side in stand-in real; do "$ROOT/dev/site.sh" down "contract-$side"; done' EXIT

# A fresh site of one side, which loads php-tests/contract/in-request.php: site SIDE STORAGE
site() {
    local woocommerce=stand-in must_use=$LOCAL/sites/contract-$1/wordpress/wp-content/mu-plugins
    [ "$1" = stand-in ] || woocommerce=$REAL
    "$ROOT/dev/site.sh" destroy "contract-$1"
    WAYBILL_WOOCOMMERCE=$woocommerce "$ROOT/dev/site.sh" up "contract-$1" --storage "$2" --activate --port "$(free_port 8460)" || return
    mkdir -p "$must_use" && echo "<?php require '$ROOT/php-tests/contract/in-request.php';" >"$must_use/waybill-contract.php"
}

# What the probe finds in it: probe SIDE DOCUMENT WHAT
probe() { "$ROOT/dev/site.sh" php "contract-$1" php-tests/contract/probe.php "$3" >"$FOUND/$1/$2.json"; }

for side in stand-in real; do
    mkdir -p "$FOUND/$side"
    for storage in hpos posts; do
        site $side $storage && probe $side $storage behaviour || exit 1
    done
    probe $side both declarations || exit 1
done

ran_on "WooCommerce $(sed -n 's/^ \* Version: //p' "$REAL/woocommerce.php"), $("php$PHP_VERSION" -r 'echo "PHP ", PHP_VERSION;')"
"php$PHP_VERSION" php-tests/contract/compare.php "$FOUND" | tee "$FOUND/comparison.txt"
status=${PIPESTATUS[0]}
read -r agree differ < <(sed -nE 's/^([0-9]+) points agree, ([0-9]+) do not$/\1 \2/p' "$FOUND/comparison.txt") || exit 1
passed "$agree"
[ "$differ" = 0 ] || failed "$differ"
exit "$status"
