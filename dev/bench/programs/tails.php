<?php

/** Has as many tails at work as may be at a time, so that what is ordered meanwhile is left to a worker, until a file `stop` is beside the store's wp-config.php. */

declare(strict_types=1);

require dirname(__DIR__) . '/load.php';

use Waybill\Bench\Measured;
use Waybill\Lock;
use Waybill\Tail;

$lock = new Lock($GLOBALS['wpdb']);
for ($n = 0; $n < Tail::AT_ONCE; ++$n) {
    if (!$lock->take(Tail::slot($n), 10)) {
        throw new RuntimeException('A tail is at work, and does not end');
    }
}
while (!is_file(ABSPATH . 'stop')) {
    usleep(100_000);
}
Measured::print([]);
