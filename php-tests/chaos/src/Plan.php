<?php

declare(strict_types=1);

namespace Waybill\Tests\Chaos;

/** What is to happen when, all of it drawn from the seed before the run begins. Which order a draw hits is seen when it comes. */
final class Plan
{
    /** A run of this length has room for an outage of a minute, which the others in that minute give way to. */
    private const LONG_S = 240;
    private const LONG_OUTAGE = 4;

    private readonly bool $isLong;

    /** @var list<array{at: float, do: string, ...}> Soonest first. */
    private array $events = [];

    /**
     * @param int $seconds How long the chaos is meant to last.
     * @param int $most How long it may last at most.
     */
    public function __construct(int $seed, int $seconds, int $most)
    {
        $this->isLong = $seconds >= self::LONG_S;
        // Each kind has draws of its own, so that a change of one leaves the others as they were.
        $kinds = [$this->shop(...), $this->kills(...), $this->outages(...), $this->reconciles(...)];
        foreach ($kinds as $stream => $plan) {
            $plan(new Chance(($seed * 10) + $stream), $most);
        }
        usort($this->events, static fn(array $one, array $other): int => $one['at'] <=> $other['at']);
    }

    /**
     * The events due at this time; each is given once.
     *
     * @return list<array{at: float, do: string, ...}>
     */
    public function due(float $at): array
    {
        $due = [];
        while ([] !== $this->events && $this->events[0]['at'] <= $at) {
            $due[] = array_shift($this->events);
        }

        return $due;
    }

    /** A process of the shop every second or so; now and then a rush. A quarter of them is killed at some time, another dies at some query of some step. */
    private function shop(Chance $chance, int $seconds): void
    {
        for ($at = 0.5; $at < $seconds; $at += 0.8 + (0.9 * $chance->share())) {
            $isRush = $chance->share() < 0.1;
            $steps = [];
            for ($left = $isRush ? $chance->between(15, 30) : $chance->between(3, 8); $left > 0; --$left) {
                $steps[] = self::step($chance, $isRush);
            }
            $fate = $chance->share();
            if ($fate < 0.25) {
                $steps[$chance->between(0, count($steps) - 1)]['dies_at_query'] = $chance->between(1, 40);
            }
            $this->events[] = ['at' => $at, 'do' => 'shop', 'steps' => $steps, 'kill_after' => $fate > 0.75 ? 0.2 + (1.3 * $chance->share()) : null];
        }
    }

    /** @return array<string, mixed> */
    private static function step(Chance $chance, bool $isRush): array
    {
        $share = $isRush ? 0.0 : $chance->share();

        return [
            'do' => $share < 0.45 ? 'place' : 'edit',
            // An import skips the hooks.
            'hooks' => $share < 0.35,
            'status' => $chance->share() < 0.85 ? 'processing' : 'on-hold',
            'product' => $chance->between(0, 2),
            'quantity' => $chance->between(1, 9),
            // Of the orders there are then.
            'which' => $chance->share(),
            'kind' => ['text', 'text', 'back', 'quantity', 'quantity', 'status'][$chance->between(0, 5)],
            'to' => $chance->share() < 0.7 ? 'completed' : 'cancelled',
            'pause_ms' => $isRush ? 0 : $chance->between(0, 150),
        ];
    }

    private function kills(Chance $chance, int $seconds): void
    {
        for ($at = 3.0; $at < $seconds; $at += 1.0 + (2.5 * $chance->share())) {
            $this->events[] = ['at' => $at, 'do' => 'kill', 'slot' => $chance->between(0, Workers::SLOTS - 1)];
        }
    }

    /** MariaDB goes every 20 s, killed and stopped in turn, for longer and for shorter than WordPress waits for it (5 s); in a long run once for a minute. */
    private function outages(Chance $chance, int $seconds): void
    {
        for ($n = 0; (($n * 20) + 15) < $seconds; ++$n) {
            $this->events[] = [
                'at' => ($n * 20) + 8 + (6 * $chance->share()),
                'do' => 'outage',
                'signal' => 0 === ($n % 2) ? SIGKILL : SIGTERM,
                'away' => match (true) {
                    $this->isLong && self::LONG_OUTAGE === $n => 60.0,
                    0 === ($n % 3) => 6 + (2 * $chance->share()),
                    default => 0.5 + (3 * $chance->share()),
                },
            ];
        }
    }

    private function reconciles(Chance $chance, int $seconds): void
    {
        for ($at = 10.0; $at < $seconds; $at += 10 + (5 * $chance->share())) {
            $this->events[] = ['at' => $at, 'do' => 'reconcile'];
        }
    }
}
