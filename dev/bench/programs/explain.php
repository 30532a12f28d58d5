<?php

/**
 * Explains the queries of a backfill of this store, and those that wp-admin's pages send to the outbox (kept by the mu-plugin): explain.php ORDERS FILE…
 */

declare(strict_types=1);

require dirname(__DIR__) . '/load.php';

use Waybill\Bench\Measured;
use Waybill\Bench\Plans;
use Waybill\Bench\Progress;
use Waybill\Plugin;

$plugin = new Plugin(WP_PLUGIN_DIR . '/waybill/waybill.php');
$plans = new Plans($GLOBALS['wpdb']);
$result = [];

$plans->listen();
$plugin->backfill->start();
$plugin->backfill->progress();
$result['a backfill begins'] = $plans->explained();

$plans->listen();
$plugin->backfill->step();
$result['it queues'] = $plans->explained();

$plans->listen();
$plugin->worker->drain(INF, [$plugin->logistos], new Progress((int) $argv[1]));
$result['a worker delivers'] = $plans->explained();

$plans->listen();
$plugin->backfill->progress();
$result['its page'] = $plans->explained();

foreach (array_slice($argv, 2) as $file) {
    $plans->take(array_filter(json_decode((string) file_get_contents($file), true), static fn(string $query): bool => str_contains($query, 'waybill_')));
    $result[basename($file, '.json')] = $plans->explained();
}
Measured::print($result);
