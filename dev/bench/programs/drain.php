<?php

/**
 * A worker, as `wp waybill drain` has one: delivers to a connection until nothing is due: drain.php CONNECTION [BEGIN [MOST]]
 *
 * BEGIN is when, as `microtime(true)` counts, so that several begin together; 0 for at once. After MOST orders it is enough. It prints when every thousand orders had been seen to.
 */

declare(strict_types=1);

require dirname(__DIR__) . '/load.php';

use Waybill\Bench\Measured;
use Waybill\Bench\Progress;
use Waybill\Plugin;

[, $id, $begin, $most] = $argv + [2 => 0, 3 => PHP_INT_MAX];
$plugin = new Plugin(WP_PLUGIN_DIR . '/waybill/waybill.php');
$connections = array_values(array_filter($plugin->connections(), static fn($one): bool => $one->id() === $id));
$progress = new Progress((int) $most);
$measured = new Measured();
$measured->begin((float) $begin);
do {
    $before = $progress->delivered;
    $plugin->worker->drain(INF, $connections, $progress);

    // It may end a turn of its own with work left.
} while ($progress->goesOn() && $progress->delivered > $before);
Measured::print(['orders' => $progress->delivered, 'others' => $progress->others, 'thousands' => $progress->thousands, 'last' => $progress->last]
+ $measured->end());
