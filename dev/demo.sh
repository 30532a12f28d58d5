#!/usr/bin/env bash
# The demo store: dev/demo.sh up | down. Installs, builds, starts and connects what is not there yet; then places an order as a shopper would, and shows it arrive.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

SHOP_PORT=${WAYBILL_DEMO_PORT:-8180}
SANDBOX_PORT=${WAYBILL_DEMO_SANDBOX_PORT:-8199}

# The Store API, as WooCommerce's own checkout block uses it.
place_order() {
    local api=$WAYBILL_SITE_URL/wp-json/wc/store/v1 jar headers product
    jar=$(mktemp)
    headers=$(mktemp)
    product=$("$ROOT/dev/site.sh" php demo "$ROOT/dev/php/product-id.php")
    curl --fail --silent --show-error --cookie-jar "$jar" --dump-header "$headers" --output /dev/null "$api/cart"
    local nonce token
    nonce=$(sed -nE 's/^nonce: ([^\r]+)\r?$/\1/Ip' "$headers")
    token=$(sed -nE 's/^cart-token: ([^\r]+)\r?$/\1/Ip' "$headers")
    local request=(--fail --silent --show-error --cookie "$jar" --header "Nonce: $nonce" --header "Cart-Token: $token" --header 'Content-Type: application/json')
    curl "${request[@]}" --output /dev/null --data "{\"id\": $product, \"quantity\": 2}" "$api/cart/add-item"
    curl "${request[@]}" --data @"$ROOT/dev/demo-checkout.json" "$api/checkout" | sed -nE 's/.*"order_id":([0-9]+).*/\1/p'
    rm -f "$jar" "$headers"
}

arrived() { curl --fail --silent "$WAYBILL_SANDBOX_URL/_sandbox/orders?platform=$1" | grep -q "\"orderId\":$2[,}]"; }

up() {
    "$ROOT/dev/needs.sh"
    (cd "$ROOT" && cargo build --quiet --release --workspace)
    WAYBILL_SANDBOX_URL=$("$ROOT/dev/sandbox.sh" up demo "$SANDBOX_PORT")
    export WAYBILL_SANDBOX_URL
    "$ROOT/dev/site.sh" up demo --port "$SHOP_PORT" --activate --cron
    # shellcheck source=/dev/null
    . "$LOCAL/sites/demo/site.env"
    "$ROOT/dev/site.sh" php demo "$ROOT/dev/php/demo-connect.php"

    local order began=$SECONDS platform
    order=$(place_order)
    [ -n "$order" ] || die "The shop took no order"
    for platform in logistos trackingtech; do
        wait_for 70 arrived "$platform" "$order" || die "Order $order did not arrive at $platform: see WooCommerce → Status → Logs, source \"waybill\""
    done
    # shellcheck disable=SC2016
    cat <<END

The store:      $WAYBILL_SITE_URL/shop/
wp-admin:       $WAYBILL_SITE_URL/wp-admin/   (user $WAYBILL_ADMIN_USER, password $WAYBILL_ADMIN_PASSWORD)
The platforms:  $WAYBILL_SANDBOX_URL/

Order $order, placed through the shop, arrived at both within $((SECONDS - began)) s. As Logistos received it:

$(curl --silent "$WAYBILL_SANDBOX_URL/_sandbox/orders?platform=logistos" | "php$PHP_VERSION" -r '
    foreach (json_decode(stream_get_contents(STDIN), true) as $order) {
        if ($order["orderId"] === (int) $argv[1]) {
            echo json_encode($order["content"], JSON_PRETTY_PRINT | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
        }
    }' -- "$order")

\`make demo-stop\` ends it.
END
}

down() {
    "$ROOT/dev/site.sh" down demo
    "$ROOT/dev/sandbox.sh" down demo
}

case ${1:-} in
    up) up ;;
    down) down ;;
    *) die "demo.sh: up or down" ;;
esac
