<?php

/** Writes the requests in which Waybill would send the store's first orders, as wrk's Lua reads them: requests.php CONNECTION ORDERS FILE */

declare(strict_types=1);

require dirname(__DIR__) . '/load.php';

use Waybill\Bench\Measured;
use Waybill\Outbox;
use Waybill\Plugin;

[, $id, $count, $file] = $argv;
$plugin = new Plugin(WP_PLUGIN_DIR . '/waybill/waybill.php');
[$connection] = array_values(array_filter($plugin->connections(), static fn($one): bool => $one->id() === $id));
$ids = wc_get_orders(['limit' => (int) $count, 'type' => 'shop_order', 'orderby' => 'ID', 'order' => 'ASC', 'return' => 'ids']);
$orders = array_map(static fn(int $order): string => $plugin->packer->order(
    Outbox::key($plugin->site->deviceId(), $id, $order, 1),
    1,
    (array) $plugin->packer->content($connection, wc_get_order($order)),
), $ids);
$requests = $plugin->extension->preview($plugin->packer->request($connection, microtime(true) + 60), $orders)['data']['requests'];
$token = $connection->request()['secrets']['token'] ?? '';
$long = static fn(string $text): string => '[==[' . $text . ']==]';
$lua = array_map(static function (array $request) use ($long, $token): string {
    $headers = '' === $token ? $request['headers'] : ['authorization' => "Bearer $token"] + $request['headers'];
    $lines = array_map(static fn(string $name, string $value): string => "[ {$long($name)} ] = {$long($value)}", array_keys($headers), $headers);

    return (
        "{ path = {$long((string) parse_url($request['url'], PHP_URL_PATH))}, headers = { " . implode(', ', $lines) . " }, body = {$long($request['body'])} }"
    );
}, $requests);
file_put_contents($file, "return {\n" . implode(",\n", $lua) . "\n}\n");
Measured::print([
    'requests' => count($requests),
    'orders' => count($ids),
    'bytes' => array_sum(array_map(static fn(array $request): int => strlen($request['body']), $requests)),
]);
