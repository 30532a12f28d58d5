<?php

/** Makes orders and prints their ids: orders.php COUNT heard|unheard. One by WooCommerce, the others as its copies, as an import by SQL would; heard, they are queued. */

declare(strict_types=1);

require __DIR__ . '/../../../dev/php/load.php';
require __DIR__ . '/../../unit/Support/Store.php';

use Waybill\Tests\Support\Store;

// Otherwise this process would send them when it ends, as a shopper's request does.
remove_all_actions('shutdown');
foreach (['woocommerce_new_order', 'woocommerce_order_status_changed', 'woocommerce_update_order'] as $hook) {
    remove_all_actions($hook);
}

[, $count, $how] = $argv;
$order = Store::order();
$ids = [$order->get_id(), ...((int) $count > 1 ? array_keys(Store::copies($order, (int) $count - 1, ['wc-processing'])) : [])];
if ('heard' === $how) {
    wp_cache_flush();
    (new Waybill\Plugin(WP_PLUGIN_DIR . '/waybill/waybill.php'))->reconciler->run();
}
// @mago-expect lint:no-unescaped-output The test reads it, no browser does.
echo json_encode($ids, JSON_THROW_ON_ERROR);
