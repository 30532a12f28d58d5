<?php

/** Loads the WordPress of the site under test, with WooCommerce, Waybill and the extension, and sets the order storage that this run is for. */

declare(strict_types=1);

foreach (['WAYBILL_SITE_PATH', 'WAYBILL_SANDBOX_URL', 'WAYBILL_STORAGE'] as $name) {
    if ('' === (string) getenv($name)) {
        fwrite(STDERR, "$name is not set: run this suite through dev/test.sh\n");
        exit(2);
    }
}

$_SERVER['HTTP_HOST'] =
    (string) parse_url((string) getenv('WAYBILL_SITE_URL'), PHP_URL_HOST) . ':' . parse_url((string) getenv('WAYBILL_SITE_URL'), PHP_URL_PORT);
$_SERVER['REQUEST_METHOD'] = 'GET';
$_SERVER['REQUEST_URI'] = '/';
define('WP_ADMIN', true);

$mustUse = getenv('WAYBILL_SITE_PATH') . '/wp-content/mu-plugins';
is_dir($mustUse) || mkdir($mustUse);
is_link("$mustUse/quiet.php") || symlink(__DIR__ . '/mu-plugin.php', "$mustUse/quiet.php");

require getenv('WAYBILL_SITE_PATH') . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/admin.php';

spl_autoload_register(static function (string $class): void {
    if (str_starts_with($class, 'Waybill\\Tests\\')) {
        require __DIR__ . '/' . strtr(substr($class, 14), '\\', '/') . '.php';
    }
});

// WooCommerce changes its storage only where there are no orders that the other does not have.
Waybill\Tests\Support\Store::reset();
update_option('woocommerce_custom_orders_table_enabled', 'hpos' === getenv('WAYBILL_STORAGE') ? 'yes' : 'no');
update_option('woocommerce_custom_orders_table_data_sync_enabled', 'no');

printf(
    "ran on: PHP %s, WordPress %s, WooCommerce %s (%s), MariaDB %s, orders in %s, extension %s\n",
    PHP_VERSION,
    $GLOBALS['wp_version'],
    WC_VERSION,
    defined('WAYBILL_WOOCOMMERCE_STAND_IN') ? 'stand-in' : 'real',
    $GLOBALS['wpdb']->get_var('SELECT VERSION()'),
    Automattic\WooCommerce\Utilities\OrderUtil::custom_orders_table_usage_is_enabled() ? 'order tables' : 'posts',
    Waybill\Native\version(),
);
