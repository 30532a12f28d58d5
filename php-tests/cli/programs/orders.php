<?php

/** Makes orders and prints their ids: orders.php COUNT heard|unheard. */

declare(strict_types=1);

require __DIR__ . '/../../../dev/php/load.php';

// Otherwise this process would send them when it ends, as a shopper's request does.
remove_all_actions('shutdown');

[, $count, $how] = $argv;
if ('unheard' === $how) {
    foreach (['woocommerce_new_order', 'woocommerce_order_status_changed', 'woocommerce_update_order'] as $hook) {
        remove_all_actions($hook);
    }
}
$address = json_decode((string) file_get_contents(__DIR__ . '/../../../dev/demo-checkout.json'), true, 512, JSON_THROW_ON_ERROR);
$product = wc_get_product(wc_get_product_id_by_sku('MUG-1'));
$ids = [];
for ($n = 0; $n < (int) $count; ++$n) {
    $order = wc_create_order();
    $order->add_product($product, 1);
    $order->set_address($address['billing_address'], 'billing');
    $order->set_address($address['shipping_address'], 'shipping');
    $order->calculate_totals();
    $order->set_status('processing');
    $order->save();
    $ids[] = $order->get_id();
}
// @mago-expect lint:no-unescaped-output The test reads it, no browser does.
echo json_encode($ids, JSON_THROW_ON_ERROR);
