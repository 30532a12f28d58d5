<?php

/**
 * Reads the store's first orders and does nothing with them, in sets as a backfill does, or through `WC_Order` one by one: read.php sets|one ORDERS [BEGIN]
 *
 * BEGIN is as in drain.php.
 */

declare(strict_types=1);

require dirname(__DIR__) . '/load.php';

use Waybill\Bench\Measured;
use Waybill\Packer;
use Waybill\Plugin;

[, $way, $count, $begin] = $argv + [3 => 0];
$plugin = new Plugin(WP_PLUGIN_DIR . '/waybill/waybill.php');
$ids = wc_get_orders(['limit' => (int) $count, 'type' => 'shop_order', 'orderby' => 'ID', 'order' => 'ASC', 'return' => 'ids']);
$measured = new Measured();
$measured->begin((float) $begin);
$read = 0;
foreach (array_chunk($ids, Packer::SET) as $chunk) {
    $content = 'sets' === $way ? $plugin->backfillReader->read($chunk) : static fn(int $id): array => $plugin->orders->read(wc_get_order($id));
    foreach ($chunk as $id) {
        $read += (int) (null !== $content($id));
    }
    wp_cache_flush_runtime();
}
if (count($ids) !== $read) {
    throw new RuntimeException("$read of " . count($ids) . ' orders were read: ' . wp_json_encode(get_option('waybill_backfill_reading')));
}
Measured::print(['orders' => $read] + $measured->end());
