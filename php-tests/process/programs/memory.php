<?php

/**
 * Delivers thousands of times in one process. memory.php foreground|background WARM_UP CALLS: so many calls before the memory is looked at first, and in all; in the
 * background some under way at a time. Prints both in KiB.
 */

declare(strict_types=1);

require __DIR__ . '/native.php';

/** The memory of this process that is in RAM, in KiB. */
function resident(): int
{
    preg_match('/^VmRSS:\s+(\d+) kB$/m', (string) file_get_contents('/proc/self/status'), $found);

    return (int) $found[1];
}

$inBackground = 'background' === $argv[1];
[$warmUp, $calls] = array_map(intval(...), array_slice($argv, 2));
const UNDER_WAY = 4;

$tickets = [];
$first = 0;
$delivered = 0;
for ($n = 1; $n <= $calls; ++$n) {
    $order = 1 + ($n % 100);
    if ($inBackground) {
        $tickets[] = start('logistos', 5000, $order);
        $finished = count($tickets) === UNDER_WAY ? [finish(array_shift($tickets))] : [];
    } else {
        $finished = [deliver('logistos', 5000, $order)];
    }
    $delivered += count(array_filter($finished, static fn(array $results): bool => 'delivered' === $results[0]['outcome']));
    if ($n === $warmUp) {
        $first = resident();
    }
}
foreach ($tickets as $ticket) {
    $delivered += 'delivered' === finish($ticket)[0]['outcome'] ? 1 : 0;
}
report(['delivered' => $delivered, 'warm' => $first, 'end' => resident()]);
