<?php

/**
 * Delivers, then forks children one after another; each child and, at the same time, the parent deliver. fork.php foreground|background CHILDREN ORDERS: so many
 * children, so many orders each; with ORDERS 0 the children end without calling the extension. In the background the parent has an order under way as it forks.
 * Prints the children's exit codes and every outcome of the parent's.
 */

declare(strict_types=1);

require __DIR__ . '/native.php';

define('IN_BACKGROUND', 'background' === $argv[1]);
[$children, $orders] = array_map(intval(...), array_slice($argv, 2));
const DEADLINE_MS = 3000;

/** @return callable(): string Gives the outcome of an order that is under way where it goes in the background, and is sent only then where not. */
function begin(int $id): callable
{
    if (!IN_BACKGROUND) {
        return static fn(): string => deliver('logistos', DEADLINE_MS, $id)[0]['outcome'];
    }
    $ticket = start('logistos', DEADLINE_MS, $id);

    return static fn(): string => finish($ticket)[0]['outcome'];
}

/** @return list<string> */
function outcomes(int $from, int $count): array
{
    $outcomes = [];
    for ($id = $from; $id < ($from + $count); ++$id) {
        $outcomes[] = begin($id)();
    }

    return $outcomes;
}

$next = 1;
$parent = outcomes($next, 1);
$exits = [];
for ($child = 0; $child < $children; ++$child) {
    $ofChild = $next + 1;
    $ofParent = $ofChild + $orders;
    $next = $ofParent + max($orders, 1) - 1;
    $underWay = begin($ofParent);
    $pid = pcntl_fork();
    if (0 === $pid) {
        exit(array_filter(outcomes($ofChild, $orders), static fn(string $outcome): bool => 'delivered' !== $outcome) === [] ? 0 : 1);
    }
    // The child has gone before, or goes on beside, as it comes.
    $parent = [...$parent, $underWay(), ...outcomes($ofParent + 1, max($orders, 1) - 1)];
    pcntl_waitpid($pid, $status);
    $exits[] = pcntl_wifexited($status) ? pcntl_wexitstatus($status) : 'signal ' . pcntl_wtermsig($status);
    // The child's end must leave the parent's connection in peace.
    $parent = [...$parent, ...outcomes(++$next, 1)];
}
report(['exits' => $exits, 'parent' => $parent, 'orders' => $next]);
