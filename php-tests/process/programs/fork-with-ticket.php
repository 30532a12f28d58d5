<?php

/**
 * Forks with a ticket open. The child must not know it, also after it has one of its own; it ends well where that is so. Prints its exit code, and the outcome of
 * the parent's order.
 */

declare(strict_types=1);

require __DIR__ . '/native.php';

function is_unknown(int $ticket): bool
{
    try {
        finish($ticket);
    } catch (ValueError) {
        return true;
    }

    return false;
}

$ticket = start('logistos', 3000, 1);
$pid = pcntl_fork();
if (0 === $pid) {
    $own = start('logistos', 3000, 2);
    exit(is_unknown($ticket) && 'delivered' === finish($own)[0]['outcome'] ? 0 : 1);
}
pcntl_waitpid($pid, $status);
report(['exit' => pcntl_wexitstatus($status), 'outcome' => finish($ticket)[0]['outcome']]);
