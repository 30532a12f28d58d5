#!/usr/bin/env bash
# Measures Waybill, each part beside what it is to be compared with in the same run, and renews docs/performance.md:
#
#   dev/bench.sh [--quick] [--fresh] [PART…|tell]
#
# The parts are listed in dev/bench/bench.php; `tell` measures nothing, and tells what was kept. `--quick` measures small stores, in minutes, and renews nothing. The stores are kept for the next run, under .local/sites;
# `--fresh` makes them anew; WAYBILL_BENCH_ORDERS makes the large one of another size than a million. On WAYBILL_WOOCOMMERCE, as the tests (README.md).
set -euo pipefail
. "$(dirname "$0")/lib.sh"

packages=(wrk gnuplot-nox)
# What a server of 16 GB gives its database; and what builds a million orders' indexes in minutes.
server='--innodb-buffer-pool-size=4G --innodb-log-file-size=1G --innodb-sort-buffer-size=64M --innodb-io-capacity=2000'
small=10000 large=${WAYBILL_BENCH_ORDERS:-1000000} quick=() fresh=no parts=()
while [ $# -gt 0 ]; do
    case $1 in
        --quick) small=2000 large=20000 quick=(--quick) ;;
        --fresh) fresh=yes ;;
        -*) die "bench.sh: unknown option $1" ;;
        *) parts+=("$1") ;;
    esac
    shift
done

sql() { mariadb --no-defaults --socket="$LOCAL/sites/$1/run/mariadb.sock" --user=root --execute="$2" wordpress; }
use_storage() { sql "$1" "UPDATE wp_options SET option_value = '$([ "$2" = hpos ] && echo yes || echo no)' WHERE option_name = 'woocommerce_custom_orders_table_enabled'"; }
program() { "$ROOT/dev/site.sh" php "$1" "$ROOT/dev/bench/programs/$2.php" "${@:3}"; }

# A store of so many orders, in both storages: the templates through WooCommerce, the rest by SQL.
store() {
    local site=bench-$1 began=$SECONDS woocommerce
    woocommerce=$("$ROOT/dev/woocommerce.sh")
    if [ "$fresh" = yes ] || [ "$(cat "$LOCAL/sites/$site/made-of" 2>/dev/null)" != "$woocommerce" ]; then
        "$ROOT/dev/site.sh" destroy "$site"
    fi
    "$ROOT/dev/site.sh" up "$site" --activate --workers 12 --mariadbd "$server"
    if [ ! -f "$LOCAL/sites/$site/filled" ]; then
        say "Making $1 orders"
        program "$site" templates hpos
        use_storage "$site" posts
        program "$site" templates posts
        use_storage "$site" hpos
        # Each storage's tables on a core of its own.
        program "$site" multiply "$1" hpos &
        program "$site" multiply "$1" posts
        wait $!
        program "$site" verify >"$LOCAL/sites/$site/filled.new"
        echo $((SECONDS - began)) >"$LOCAL/bench/made-$1"
        mv "$LOCAL/sites/$site/filled.new" "$LOCAL/sites/$site/filled"
        echo "$woocommerce" >"$LOCAL/sites/$site/made-of"
    fi
    mkdir -p "$LOCAL/sites/$site/wordpress/wp-content/mu-plugins"
    ln -sfn "$ROOT/dev/bench/mu-plugin.php" "$LOCAL/sites/$site/wordpress/wp-content/mu-plugins/bench.php"
    ln -sfn "$ROOT/dev/bench/nothing" "$LOCAL/sites/$site/wordpress/wp-content/plugins/nothing"
    program "$site" connect
}

"$ROOT/dev/needs.sh" "${packages[@]}"
(cd "$ROOT" && cargo build --quiet --release --workspace)
mkdir -p "$LOCAL/bench"
WAYBILL_SANDBOX_URL=$("$ROOT/dev/sandbox.sh" up bench "$(free_port "$((${WAYBILL_FIRST_PORT:-8280} + 90))")" --contents no)
export WAYBILL_SANDBOX_URL
down() {
    "$ROOT/dev/site.sh" down "bench-$small"
    "$ROOT/dev/site.sh" down "bench-$large"
    "$ROOT/dev/sandbox.sh" down bench
}
trap down EXIT
store "$small"
store "$large"
"php$PHP_VERSION" "$ROOT/dev/bench/bench.php" "${quick[@]}" "$small" "$large" "${parts[@]}"
