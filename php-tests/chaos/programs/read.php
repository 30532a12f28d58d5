<?php

/** Prints every order as the shop has it now, and what the comparison needs to know of the site. */

declare(strict_types=1);

require __DIR__ . '/load.php';

$orders = [];
foreach (wc_get_orders(['limit' => -1, 'return' => 'ids', 'type' => 'shop_order', 'status' => array_keys(wc_get_order_statuses())]) as $id) {
    $order = wc_get_order($id);
    $lines = [];
    foreach ($order->get_items() as $item) {
        $product = $item->get_product();
        $lines[] = [$product instanceof WC_Product ? $product->get_sku() : '', (float) $item->get_quantity()];
    }
    $orders[$id] = [
        'status' => $order->get_status(),
        'company' => $order->get_billing_company(),
        'address' => $order->get_shipping_address_1(),
        'total' => (float) $order->get_total(),
        'lines' => $lines,
    ];
}
fwrite(STDOUT, json_encode(['device' => (new Waybill\Site(new Waybill\Extension()))->deviceId(), 'orders' => $orders], JSON_THROW_ON_ERROR));
