<?php

/** Delivers thousands of times in one process. memory.php WARM_UP CALLS: so many calls before the memory is looked at first, and in all. Prints both in KiB. */

declare(strict_types=1);

require __DIR__ . '/native.php';

/** The memory of this process that is in RAM, in KiB. */
function resident(): int
{
    preg_match('/^VmRSS:\s+(\d+) kB$/m', (string) file_get_contents('/proc/self/status'), $found);

    return (int) $found[1];
}

[, $warmUp, $calls] = array_map(intval(...), $argv);
$first = 0;
$delivered = 0;
for ($n = 1; $n <= $calls; ++$n) {
    $delivered += 'delivered' === deliver('logistos', 5000, 1 + ($n % 100))[0]['outcome'] ? 1 : 0;
    if ($n === $warmUp) {
        $first = resident();
    }
}
report(['delivered' => $delivered, 'warm' => $first, 'end' => resident()]);
