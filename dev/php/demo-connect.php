<?php

/** Connects the demo store to both platforms of the sandbox, through the REST routes that wp-admin's pages use. Where it is connected, it changes nothing. */

declare(strict_types=1);

require __DIR__ . '/load.php';

use Waybill\Plugin;

/** @param array<string, mixed> $body */
function post(string $route, array $body): void
{
    $request = new WP_REST_Request('POST', "/waybill/v1/$route");
    $request->set_header('Content-Type', 'application/json');
    $request->set_body((string) wp_json_encode($body));
    $response = rest_do_request($request);
    if ($response->is_error()) {
        fwrite(STDERR, "$route: " . $response->as_error()->get_error_message() . "\n");
        exit(1);
    }
}

$sandbox = (string) getenv('WAYBILL_SANDBOX_URL');
$plugin = new Plugin(WP_PLUGIN_DIR . '/waybill/waybill.php');

if (!$plugin->logistos->isOpen()) {
    post('logistos/settings', [
        'credentials_url' => "$sandbox/logistos/integration/integrate_woo_commerce",
        'orders_url' => "$sandbox/logistos/integration/woo_commerce_orders",
        'statuses' => array_keys($plugin->logistos->choices()),
    ]);
    post('logistos/activate', []);
}
if (!$plugin->trackingTech->isOpen()) {
    post('trackingtech/settings', ['status' => 'processing', 'base_url' => "$sandbox/trackingtech"]);
    post('trackingtech/resolve', ['code' => 'CHILE-01']);
    // @mago-expect lint:no-literal-password The sandbox's, on loopback.
    post('trackingtech/login', ['email' => 'merchant@example.com', 'password' => 'sandbox-password']);
    post('trackingtech/link', ['store_id' => 's_1']);
}
