<?php

/** Claims a batch of what is due and gives it back, many times: claim.php CONNECTION */

declare(strict_types=1);

require dirname(__DIR__) . '/load.php';

use Waybill\Bench\Measured;
use Waybill\Plugin;
use Waybill\Result;

const TIMES = 60;

/** Orders of one batch. */
const BATCH = 100;

$plugin = new Plugin(WP_PLUGIN_DIR . '/waybill/waybill.php');
$ms = [];
for ($n = 0; $n < TIMES; ++$n) {
    $began = microtime(true);
    $claims = $plugin->claims->claim($argv[1], BATCH);
    $ms[] = 1e3 * (microtime(true) - $began);
    if (BATCH !== count($claims)) {
        throw new RuntimeException('There was less to claim than ' . BATCH);
    }
    $plugin->results->record(array_map(Result::unsent(...), $claims));
}
Measured::print(['ms' => $ms]);
