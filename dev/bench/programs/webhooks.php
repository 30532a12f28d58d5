<?php

/** Has WooCommerce's own webhook deliver the store's first orders, as its queue does, one after the other: webhooks.php ORDERS SANDBOX_URL */

declare(strict_types=1);

require dirname(__DIR__) . '/load.php';

use Waybill\Bench\Measured;

[, $orders, $url] = $argv;
// WordPress' care for addresses of one's own network.
add_filter('http_request_host_is_external', '__return_true');
add_filter('http_allowed_safe_ports', static fn(array $ports): array => [...$ports, (int) parse_url($url, PHP_URL_PORT)]);

$webhook = new WC_Webhook();
$webhook->set_topic('order.created');
$webhook->set_name('Bench');
$webhook->set_user_id((int) get_users(['role' => 'administrator', 'number' => 1, 'fields' => 'ID'])[0]);
$webhook->set_secret('bench');
$webhook->set_api_version('wp_api_v3');
$webhook->set_delivery_url("$url/_sandbox/anything");
$webhook->set_status('active');
$webhook->set_pending_delivery(false);
$webhook->save();
$ids = wc_get_orders(['limit' => (int) $orders, 'type' => 'shop_order', 'orderby' => 'ID', 'order' => 'ASC', 'return' => 'ids']);
$measured = new Measured();
$measured->begin();
foreach ($ids as $id) {
    $webhook->deliver($id);
}
$result = ['orders' => count($ids), 'failures' => $webhook->get_failure_count()] + $measured->end();
$webhook->delete(true);
Measured::print($result);
