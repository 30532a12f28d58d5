<?php

declare(strict_types=1);

namespace Waybill\Tests\Chaos;

/** Four workers, each replaced when it ends. */
final class Workers
{
    public const SLOTS = 4;

    /** A worker that ends at once, because the database is away, is not replaced at once. */
    private const REST_S = 1.0;

    public int $killed = 0;

    /** How many ended by themselves: WordPress ends a process that has no database. */
    public int $gaveUp = 0;

    /** @var array<int, Child> By slot. */
    private array $living = [];

    /** @var array<int, float> When a slot was filled last. */
    private array $startedAt = [];

    public function __construct(
        private readonly string $directory,
        private readonly Hands $hands,
    ) {}

    /** Takes note of what happened, and fills empty slots. */
    public function look(bool $fill = true): void
    {
        foreach ($this->living as $slot => $worker) {
            $lives = $worker->lives();
            $this->hands->follow($worker, $worker->news());
            if (!$lives) {
                $worker->killed ?: ++$this->gaveUp;
                $this->hands->died($worker);
                unset($this->living[$slot]);
            }
        }
        for ($slot = 0; $fill && $slot < self::SLOTS; ++$slot) {
            if (!isset($this->living[$slot]) && microtime(true) > (($this->startedAt[$slot] ?? 0) + self::REST_S)) {
                $this->startedAt[$slot] = microtime(true);
                $this->living[$slot] = Child::program($this->directory, 'worker');
            }
        }
    }

    public function kill(int $slot): void
    {
        if (isset($this->living[$slot]) && $this->living[$slot]->lives()) {
            $this->living[$slot]->kill();
            ++$this->killed;
        }
    }

    /** Asks all to end, and waits for it. */
    public function end(): void
    {
        $gaveUp = $this->gaveUp;
        array_map(static fn(Child $worker) => $worker->end(), $this->living);
        $until = microtime(true) + 20;
        while ([] !== $this->living && microtime(true) < $until) {
            $this->look(fill: false);
            usleep(50_000);
        }
        array_map(static fn(Child $worker) => $worker->kill(), $this->living);
        $this->gaveUp = $gaveUp;
    }
}
