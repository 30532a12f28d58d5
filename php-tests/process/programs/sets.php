<?php

/**
 * Delivers sets of orders of ten lines, three of them under way at a time, as a backfill does. sets.php SETS: prints how many were delivered, and the most memory in RAM above
 * what this process held before and what PHP itself took meanwhile, in KiB.
 */

declare(strict_types=1);

require __DIR__ . '/native.php';

const ORDERS = 1_000;

const UNDER_WAY = 3;

/** A figure of this process, in KiB. */
function held(string $what): int
{
    preg_match("/^$what:\s+(\d+) kB\$/m", (string) file_get_contents('/proc/self/status'), $found);

    return (int) $found[1];
}

$request = json_decode(delivery('logistos', 30_000, ...range(1, ORDERS)), true, 512, JSON_THROW_ON_ERROR);
foreach ($request['orders'] as &$order) {
    $order['order']['line_items'] = array_fill(0, 10, $order['order']['line_items'][0]);
}
unset($order);
$request = json_encode(['concurrency' => 16] + $request, JSON_THROW_ON_ERROR);
$before = held('VmRSS') - intdiv(memory_get_usage(true), 1024);
memory_reset_peak_usage();
$tickets = [];
$delivered = 0;
for ($set = 0; $set < ((int) $argv[1] + UNDER_WAY); ++$set) {
    if ($set < (int) $argv[1]) {
        $tickets[] = Waybill\Native\deliver_start($request);
    }
    if (count($tickets) >= UNDER_WAY || $set >= (int) $argv[1] && [] !== $tickets) {
        $delivered += count(array_filter(finish(array_shift($tickets)), static fn(array $result): bool => 'delivered' === $result['outcome']));
    }
}
report(['delivered' => $delivered, 'most' => held('VmHWM') - intdiv(memory_get_peak_usage(true), 1024) - $before]);
