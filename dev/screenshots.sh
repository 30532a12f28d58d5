#!/usr/bin/env bash
# Brings the guides' pictures up to date, from those that the browser suite took: docs/images/NAME.png, in fewer colours.
# Only a real WooCommerce has all of them: WAYBILL_WOOCOMMERCE=… dev/test.sh browser-hpos
set -euo pipefail
. "$(dirname "$0")/lib.sh"

TAKEN=$LOCAL/artefacts/screenshots/hpos
IMAGES=$ROOT/docs/images
# All pictures of the guides together.
MOST_BYTES=1500000

command -v pngquant >/dev/null || as_root apt-get install --yes --quiet --no-install-recommends pngquant >&2

# As the guides call each picture, and as the suite does.
while read -r name taken; do
    [ -f "$TAKEN/$taken-1280.png" ] || die "$taken-1280.png has not been taken: run dev/test.sh browser-hpos with a real WooCommerce"
    pngquant --force --strip --speed 1 --output "$IMAGES/$name.png" 64 "$TAKEN/$taken-1280.png"
done <<'PICTURES'
welcome welcome
logistos-sync logistos-after
trackingtech-store trackingtech-3-store
overview overview-all-well
orders story-3-orders
order-why story-4-why
order-in-transit story-6-in-transit
my-account shipments-my-account
PICTURES

bytes=$(cat "$IMAGES"/*.png | wc -c)
[ "$bytes" -le $MOST_BYTES ] || die "docs/images has $bytes bytes, more than $MOST_BYTES"
say "docs/images: $bytes bytes"
