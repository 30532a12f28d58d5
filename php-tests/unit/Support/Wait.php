<?php

declare(strict_types=1);

namespace Waybill\Tests\Support;

/** Waits for what happens beside the test. */
final class Wait
{
    /**
     * @param callable(): bool $condition
     * @param float $every Seconds between two looks.
     * @throws \RuntimeException Where it does not come to be in time.
     */
    public static function until(callable $condition, float $seconds, string $what, float $every = 0.05): void
    {
        $until = microtime(true) + $seconds;
        while (!$condition()) {
            if (microtime(true) > $until) {
                throw new \RuntimeException("Waited $seconds s for $what");
            }
            usleep((int) ($every * 1_000_000));
        }
    }
}
