<?php

/**
 * Makes an order every tenth of a second, as an import or another plugin does, and measures what each waits for the database: orders.php SECONDS
 *
 * It ends sooner where a file `stop` is beside the store's wp-config.php.
 */

declare(strict_types=1);

define('SAVEQUERIES', true);

require dirname(__DIR__) . '/load.php';

use Waybill\Bench\Catalogue;
use Waybill\Bench\Measured;
use Waybill\Bench\Templates;

$templates = new Templates((new Catalogue())->fill());
$until = microtime(true) + (float) $argv[1];
add_filter('pre_wp_mail', '__return_false');
$waits = [];
$orders = [];
while (microtime(true) < $until && !is_file(ABSPATH . 'stop')) {
    $GLOBALS['wpdb']->queries = [];
    $orders = $templates->make(1);
    $writes = array_filter($GLOBALS['wpdb']->queries, static fn(array $query): bool => 1 === preg_match('/^\s*(INSERT|UPDATE|DELETE|REPLACE)/i', $query[0]));
    $waits[] = ['longest_ms' => 1e3 * max(array_column($writes, 1)), 'all_ms' => 1e3 * array_sum(array_column($writes, 1))];
    $ours = array_filter($writes, static fn(array $query): bool => str_contains($query[0], 'waybill_deliveries'));
    $waits[array_key_last($waits)]['ours_ms'] = 1e3 * array_sum(array_column($ours, 1));
    usleep(100_000);
}
Measured::print(['orders' => count($waits), 'waits' => $waits]);
