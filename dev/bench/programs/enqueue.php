<?php

/** Begins a backfill of the whole store, as the merchant's click does, and queues all of it: enqueue.php */

declare(strict_types=1);

require dirname(__DIR__) . '/load.php';

use Waybill\Bench\Measured;
use Waybill\Plugin;

$plugin = new Plugin(WP_PLUGIN_DIR . '/waybill/waybill.php');
$measured = new Measured();
$measured->begin();
$plugin->backfill->start();
$total = $plugin->backfill->progress()['total'];
$shown = $measured->end()['seconds'];
$steps = [];
do {
    $began = microtime(true);
    $more = $plugin->backfill->step();
    $steps[] = microtime(true) - $began;
} while ($more);
Measured::print(['orders' => $total, 'total_shown_s' => $shown, 'longest_step_s' => max($steps)] + $measured->end());
