<?php

/** Runs Waybill's worker again and again, until it is told to end, or nobody is there any more to tell it. */

declare(strict_types=1);

require __DIR__ . '/load.php';

const RUN_S = 3.0;

const PAUSE_US = 300_000;

$ended = false;
pcntl_async_signals(true);
pcntl_signal(SIGTERM, static function () use (&$ended): void {
    $ended = true;
});

$parent = posix_getppid();
while (!$ended && posix_getppid() === $parent) {
    // As each run would be in a process of its own.
    wp_cache_flush();
    plugin()->worker->run(RUN_S);
    note('idle');
    usleep(PAUSE_US);
}
