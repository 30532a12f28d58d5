# Never lost, never twice: a seeded run of killed workers, an absent database and platforms that fail 30 % of the time, and then what arrived against what was promised
# (docs/reliability.md). WAYBILL_CHAOS_SEED and WAYBILL_CHAOS_SECONDS choose another run.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"

seed=${WAYBILL_CHAOS_SEED:-1}
seconds=${WAYBILL_CHAOS_SECONDS:-65}

build
fresh_site chaos --activate
export WAYBILL_CHAOS_START_DATABASE="'$ROOT/dev/site.sh' up chaos"

out=$(mktemp)
"php$PHP_VERSION" php-tests/chaos/chaos.php --seed "$seed" --seconds "$seconds" 2>&1 | tee "$out"
status=${PIPESTATUS[0]}
read -r kept _ _ broken _ < <(tail -3 "$out" | grep -E '^[0-9]+ promises kept')
[ -z "$kept" ] || passed "$kept"
[ "${broken:-0}" = 0 ] || failed "$broken"
woocommerce=$WAYBILL_SITE_PATH/wp-content/plugins/woocommerce
ran_on "seed $seed, $seconds s, WooCommerce $(sed -n 's/^ \* Version: //p' "$woocommerce/woocommerce.php")$([ ! -L "$woocommerce" ] || echo ' (stand-in)')"
rm -f "$out"
exit "$status"
