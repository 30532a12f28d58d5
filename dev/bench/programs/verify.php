<?php

/** Holds orders of the dataset, first, last and between, to what WooCommerce makes of them, read from both storages: verify.php */

declare(strict_types=1);

require dirname(__DIR__) . '/load.php';

use Waybill\Bench\Measured;
use Waybill\Bench\Templates;
use Waybill\Order\OrderReader;

[$first, $last] = array_map(intval(...), $GLOBALS['wpdb']->get_row("SELECT MIN(id), MAX(id) FROM {$GLOBALS['wpdb']->prefix}wc_orders", ARRAY_N));
$reader = new OrderReader();
$samples = 0;
// Computing an order's totals saves it.
$GLOBALS['wpdb']->query('START TRANSACTION');
foreach (range($first, $last, max(1, intdiv($last - $first, 97))) as $id) {
    $orders = [];
    foreach (['yes', 'no'] as $isInTables) {
        add_filter('pre_option_woocommerce_custom_orders_table_enabled', $use = static fn(): string => $isInTables);
        wp_cache_flush();
        $orders[] = $reader->read(wc_get_order($id));
        remove_filter('pre_option_woocommerce_custom_orders_table_enabled', $use);
    }
    $order = wc_get_order($id);
    $taxes = array_sum(array_map(static fn($tax): float => (float) $tax->get_tax_total() + (float) $tax->get_shipping_tax_total(), $order->get_items('tax')));
    $lines = array_sum(array_map(static fn($item): float => (float) $item->get_total(), $order->get_items(['line_item', 'fee', 'shipping'])));
    $problems = array_keys(array_filter([
        'differs in its storages' => $orders[0] !== $orders[1],
        'has not its items' => [3, 1, 1, 1] !== array_map(static fn(string $type): int => count($order->get_items($type)), [
            'line_item',
            'fee',
            'shipping',
            'tax',
        ]),
        'does not add up' => abs($lines + $taxes - (float) $order->get_total()) > 1,
        'holds words of its template' => str_contains((string) wp_json_encode($orders[0]), Templates::FIRST_NAME),
        'has no dates' => null === $order->get_date_created() || null === $order->get_date_paid(),
        'does not compute again to the same' => abs($order->calculate_totals() - (float) $orders[0]['total']) > 1,
    ]));
    if ([] !== $problems) {
        throw new RuntimeException("Order $id " . implode(', ', $problems) . ': ' . wp_json_encode($orders));
    }
    ++$samples;
}
$GLOBALS['wpdb']->query('ROLLBACK');
Measured::print(['samples' => $samples, 'first' => $first, 'last' => $last]);
