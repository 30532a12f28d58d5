<?php

declare(strict_types=1);

namespace Waybill\Bench;

/** What the platforms bear: wrk, with requests that Waybill itself would send. */
final class LoadGenerator
{
    private const SCRIPT = __DIR__ . '/../load.lua';

    /** Many times as long as the platforms take. */
    private const AFTER_US = 1_000_000;

    /** @param string $requests A file that programs/requests.php made. */
    public function __construct(
        private readonly string $url,
        private readonly string $requests,
        private readonly int $ordersPerRequest,
    ) {}

    /** Orders a second, with so many connections at once. */
    public function ordersPerSecond(int $connections, int $seconds): float
    {
        $out = (new Process([
            'wrk',
            '--threads=1',
            "--connections=$connections",
            "--duration={$seconds}s",
            '--timeout=10s',
            '--script=' . self::SCRIPT,
            $this->url,
            $this->requests,
        ]))->output();
        // What was under way when it ended still arrives, and must not be counted with what comes next.
        usleep(self::AFTER_US);
        if (1 !== preg_match('/^Requests\/sec: +([\d.]+)/m', $out, $match) || 1 === preg_match('/Non-2xx|Socket errors/', $out)) {
            throw new \RuntimeException("wrk: $out");
        }

        return (float) $match[1] * $this->ordersPerRequest;
    }
}
