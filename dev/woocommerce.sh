#!/usr/bin/env bash
# Prints a directory with WooCommerce: WAYBILL_WOOCOMMERCE (a directory, a zip, or "stand-in"), else one fetched before, else wordpress.org's, else the stand-in.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

HOME_DIR=$CACHE/woocommerce
STAND_IN=$ROOT/php-tests/woocommerce-stand-in

from_zip() {
    local into=$1 zip=$2
    rm -rf "$into" "$into.new"
    unzip -q "$zip" -d "$into.new"
    mv "$into.new/woocommerce" "$into"
    rm -rf "$into.new"
}

if [ "${WAYBILL_WOOCOMMERCE:-}" = stand-in ]; then
    echo "$STAND_IN"
elif [ -d "${WAYBILL_WOOCOMMERCE:-}" ]; then
    echo "$WAYBILL_WOOCOMMERCE"
elif [ -n "${WAYBILL_WOOCOMMERCE:-}" ]; then
    mkdir -p "$LOCAL" && from_zip "$LOCAL/woocommerce-given" "$WAYBILL_WOOCOMMERCE"
    echo "$LOCAL/woocommerce-given"
elif [ -f "$HOME_DIR/woocommerce.php" ]; then
    echo "$HOME_DIR"
elif mkdir -p "$CACHE" && fetch https://downloads.wordpress.org/plugin/woocommerce.latest-stable.zip "$CACHE/woocommerce.zip"; then
    from_zip "$HOME_DIR" "$CACHE/woocommerce.zip"
    echo "$HOME_DIR"
else
    say "WooCommerce cannot be downloaded: the project's STAND-IN serves in its place (php-tests/woocommerce-stand-in)"
    echo "$STAND_IN"
fi
