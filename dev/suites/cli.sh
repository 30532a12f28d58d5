# The commands of `wp waybill`, as processes of their own: by WP-CLI where it can be had, else by the project's double of its documented interface.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"

build
fresh_site cli --activate
WAYBILL_WP=$("$ROOT/dev/wp-cli.sh") || exit 1
if [ -z "$WAYBILL_WP" ] && [ ! -L "$WAYBILL_SITE_PATH/wp-content/plugins/woocommerce" ]; then
    # WooCommerce's commands end PHP where the packages of WP-CLI that they extend are missing.
    skipped 1 'no command was run: WP-CLI is not here (WAYBILL_WP_CLI names it), and its double carries no WooCommerce but the stand-in'
    exit 0
fi
if [ -z "$WAYBILL_WP" ]; then
    say 'WP-CLI is not to be had: the commands run on the DOUBLE (php-tests/wp-cli-double)'
    WAYBILL_WP=$ROOT/php-tests/wp-cli-double/wp.php
fi
export WAYBILL_WP
phpunit_in cli --configuration php-tests/cli/phpunit.xml
