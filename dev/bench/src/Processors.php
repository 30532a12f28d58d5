<?php

declare(strict_types=1);

namespace Waybill\Bench;

/** What the machine's processors have done since it started, whatever for: of `/proc/stat` (proc(5)). */
final class Processors
{
    /** Fields of its first line. */
    private const FIELDS = ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq'];
    private const IDLE = ['idle', 'iowait'];

    /** A second has so many ticks (`USER_HZ`). */
    private const TICKS = 100;

    /** @param array<string, int> $ticks */
    private function __construct(
        private readonly array $ticks,
    ) {}

    /** As it is now. */
    public static function now(): self
    {
        [$line] = explode("\n", (string) file_get_contents('/proc/stat'));
        $ticks = array_slice(preg_split('/\s+/', $line), 1, count(self::FIELDS));

        return new self(array_combine(self::FIELDS, array_map(intval(...), $ticks)));
    }

    /**
     * What they did in between.
     *
     * @return array{busy_s: float, all_s: float} Seconds at work, and those that there were, of all processors together.
     */
    public function since(self $before): array
    {
        $ticks = array_map(static fn(int $now, int $then): int => $now - $then, $this->ticks, $before->ticks);
        $ticks = array_combine(self::FIELDS, $ticks);
        $idle = array_sum(array_intersect_key($ticks, array_flip(self::IDLE)));

        return ['busy_s' => (array_sum($ticks) - $idle) / self::TICKS, 'all_s' => array_sum($ticks) / self::TICKS];
    }
}
