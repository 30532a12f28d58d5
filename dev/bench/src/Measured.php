<?php

declare(strict_types=1);

namespace Waybill\Bench;

/** A process's own time and memory, from when it stood ready: WordPress, WooCommerce and all plugins loaded, and nothing done. */
final class Measured
{
    private readonly int $idle;
    private readonly int $idleResident;
    private float $began = 0.0;

    public function __construct()
    {
        gc_collect_cycles();
        $this->idle = memory_get_usage();
        $this->idleResident = self::resident('VmRSS');
    }

    /**
     * From here on its time counts, and its memory.
     *
     * @param float $at When, as `microtime(true)` counts, if not at once: it waits until then, so that several begin together.
     */
    public function begin(float $at = 0.0): void
    {
        usleep((int) max(0, 1e6 * ($at - microtime(true))));
        memory_reset_peak_usage();
        $this->began = microtime(true);
    }

    /**
     * What it took.
     *
     * @return array{began: float, seconds: float, idle_mb: float, peak_mb: float, idle_resident_mb: float, peak_resident_mb: float}
     */
    public function end(): array
    {
        return [
            'began' => $this->began,
            'seconds' => microtime(true) - $this->began,
            'idle_mb' => $this->idle / 1_048_576,
            'peak_mb' => memory_get_peak_usage() / 1_048_576,
            'idle_resident_mb' => $this->idleResident / 1024,
            'peak_resident_mb' => self::resident('VmHWM') / 1024,
        ];
    }

    /** Prints the result of a program. @param array<string, mixed> $result */
    public static function print(array $result): void
    {
        // @mago-expect lint:no-unescaped-output For the process that started it.
        echo json_encode($result, JSON_THROW_ON_ERROR);
    }

    /** In kilobytes. */
    private static function resident(string $what): int
    {
        preg_match("/^$what:\s+(\d+) kB/m", (string) file_get_contents('/proc/self/status'), $match);

        return (int) ($match[1] ?? 0);
    }
}
