<?php

/** Makes the store what a test begins with: no orders, both connections made and open, the background seen lately. */

declare(strict_types=1);

require __DIR__ . '/../../../dev/php/load.php';

// What this process does is no shopper's request.
remove_all_actions('shutdown');

foreach ([
    'wc_orders',
    'wc_order_addresses',
    'wc_order_operational_data',
    'wc_orders_meta',
    'woocommerce_order_items',
    'woocommerce_order_itemmeta',
] as $table) {
    $wpdb->query("DELETE FROM {$wpdb->prefix}$table");
}
$wpdb->query("DELETE FROM {$wpdb->posts} WHERE post_type LIKE 'shop\\_order%'");
$wpdb->query("DELETE FROM {$wpdb->options} WHERE option_name LIKE '%waybill%'");
(new Waybill\OutboxSchema($wpdb))->drop();
as_unschedule_all_actions('', [], 'waybill');
$wpdb->query("DELETE FROM {$wpdb->prefix}actionscheduler_actions WHERE hook LIKE 'waybill%' AND status = 'failed'");
wp_cache_flush();

(new Waybill\Plugin(WP_PLUGIN_DIR . '/waybill/waybill.php'))->lifecycle->catchUp();
require __DIR__ . '/../../../dev/php/demo-connect.php';
$plugin->worker->run();
$plugin->watchdog->ticked();
