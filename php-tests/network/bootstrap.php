<?php

/** Loads the network, with Waybill active on all of it. */

declare(strict_types=1);

require __DIR__ . '/../../dev/php/load.php';

if (!is_multisite()) {
    fwrite(STDERR, "This is no network: run this suite through dev/test.sh\n");
    exit(2);
}
grant_super_admin(get_current_user_id());
$error = activate_plugin('waybill/waybill.php', '', true);
if (is_wp_error($error)) {
    fwrite(STDERR, $error->get_error_message() . "\n");
    exit(2);
}
require __DIR__ . '/../unit/Support/Sandbox.php';

printf(
    "ran on: PHP %s, WordPress %s (a network), WooCommerce %s (%s)\n",
    PHP_VERSION,
    $GLOBALS['wp_version'],
    WC_VERSION,
    defined('WAYBILL_WOOCOMMERCE_STAND_IN') ? 'stand-in' : 'real',
);
