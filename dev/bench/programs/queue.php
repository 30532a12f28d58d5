<?php

/** Empties the outbox, and queues orders of the backfill's lane by their ids: queue.php CONNECTION FIRST ORDERS */

declare(strict_types=1);

require dirname(__DIR__) . '/load.php';

use Waybill\Bench\Measured;
use Waybill\DeliveryState;
use Waybill\Plugin;

const SLICE = 500;

[, $connection, $first, $orders] = $argv;
$plugin = new Plugin(WP_PLUGIN_DIR . '/waybill/waybill.php');
foreach ([$plugin->schema->deliveries(), $plugin->schema->attempts(), $plugin->schema->circuits()] as $table) {
    $GLOBALS['wpdb']->query("TRUNCATE $table");
}
$plugin->backfill->delete();
foreach (array_chunk(range((int) $first, (int) $first + (int) $orders - 1), SLICE) as $ids) {
    $plugin->outbox->enqueueBackfill($connection, $plugin->site->deviceId(), $ids, DeliveryState::Pending, 1);
}
Measured::print(['orders' => (int) $orders]);
