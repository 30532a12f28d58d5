<?php

declare(strict_types=1);

namespace Waybill\Tests\Chaos;

/** One run: prepares the site, lets chaos loose for the given time, and on a slow machine until enough has happened, lets everything through, and has the result judged. */
final class Run
{
    /** Orders from before the connections, and those that the chaos begins with, of which the first are poisoned. */
    private const OLD = 20;
    private const FIRST = 15;

    /** On a machine on which little happens in the given time it takes longer, up to so many times. */
    private const LONGEST = 4;

    private const LOOK_US = 50_000;
    private const HURRY_S = 1.0;
    private const FOLLOW_S = 2.0;

    /** Until everything that waits has been sent, once nothing fails any more. */
    private const DRAIN_S = 120;

    /** Where the processes' journals lie. */
    public readonly string $directory;
    private readonly Plan $plan;
    private readonly Database $database;
    private readonly Platforms $platforms;
    private readonly Shop $shop;
    private readonly Hands $hands;
    private readonly Workers $workers;
    private readonly Haste $haste;

    /** When MariaDB is to be started again; null while it is there. */
    private ?float $backAt = null;

    /** @var list<Child> */
    private array $reconciles = [];

    /** How many orders the Reconciler found, in all and in its last run. */
    private int $reconciled = 0;
    private int $lastFound = 0;

    private ?Evidence $evidence = null;

    public function __construct(
        private readonly int $seed,
        private readonly int $seconds,
    ) {
        $this->directory = sys_get_temp_dir() . '/waybill-chaos-' . getmypid();
        mkdir($this->directory);
        $this->plan = new Plan($seed, $seconds, self::LONGEST * $seconds);
        $this->database = new Database($this->directory);
        $this->platforms = new Platforms();
        $this->hands = new Hands();
        $this->shop = new Shop($this->directory, $this->hands);
        $this->workers = new Workers($this->directory, $this->hands);
        $this->haste = new Haste($this->database, $this->hands);
    }

    /** @return array<string, list<string>> Each promise, with the cases in which it was broken. */
    public function go(): array
    {
        $old = $this->shop->place(self::OLD, true);
        Child::command($this->directory, 'connect', [
            PHP_BINARY,
            '-d',
            'extension=' . getenv('WAYBILL_EXTENSION'),
            dirname(__DIR__, 3) . '/dev/php/demo-connect.php',
        ])->finish(60);
        Child::program($this->directory, 'prepare')->finish(60);
        // Imported: nothing sends them before they are poisoned.
        $poison = self::poisonOf($this->shop->place(self::FIRST, false));
        $this->platforms->seed($this->seed);
        $this->platforms->poison($poison);
        $this->platforms->fail();
        $this->reconciles[] = Child::program($this->directory, 'reconcile');

        try {
            $this->chaos();
            $isDrained = $this->drain();
        } finally {
            $this->workers->end();
        }

        $this->platforms->look();
        $read = json_decode(Child::program($this->directory, 'read')->finish(120), true, 512, JSON_THROW_ON_ERROR);
        $this->evidence = new Evidence(
            $read['device'],
            $read['orders'],
            $this->database->rows('SELECT * FROM wp_waybill_deliveries'),
            $this->shop->steps(),
            $this->platforms->requests(),
            ['logistos' => $this->platforms->orders('logistos'), 'trackingtech' => $this->platforms->orders('trackingtech')],
            $this->hands->holds(),
            $poison,
            $old,
            $this->platforms->trapped(),
            $isDrained,
        );

        return [
            'there was chaos' => $this->tooQuiet(),
            ...(new Arrivals($this->evidence))->promises(),
            ...(new Attempts($this->evidence))->promises(),
            ...(new Books($this->evidence))->promises(),
        ];
    }

    /** What was done, injected and survived. */
    public function report(): string
    {
        return null === $this->evidence
            ? ''
            : (new Report($this->evidence, $this->shop, $this->workers, $this->haste, $this->database, $this->reconciled))->text();
    }

    /** Removes the journals. */
    public function forget(): void
    {
        array_map(unlink(...), (array) glob("$this->directory/*"));
        rmdir($this->directory);
    }

    private function chaos(): void
    {
        $began = microtime(true);
        $hurried = 0.0;
        $followed = 0.0;
        $isEnough = false;
        while (($now = microtime(true) - $began) < $this->seconds || !$isEnough && $now < (self::LONGEST * $this->seconds)) {
            array_map($this->start(...), $this->plan->due($now));
            if (null !== $this->backAt && microtime(true) >= $this->backAt && $this->database->isGone()) {
                $this->backAt = null;
                $this->database->start();
            }
            $this->shop->look();
            $this->workers->look();
            $this->noteReconciles();
            if (($now - $hurried) > self::HURRY_S) {
                $hurried = $now;
                $this->haste->hurry();
            }
            if (($now - $followed) > self::FOLLOW_S) {
                $followed = $now;
                $this->platforms->look();
                $isEnough = $now >= $this->seconds && [] === $this->tooQuiet();
            }
            usleep(self::LOOK_US);
        }
    }

    /** @param array{at: float, do: string, ...} $event */
    private function start(array $event): void
    {
        if ('shop' === $event['do']) {
            $this->shop->launch($event);
        } elseif ('kill' === $event['do']) {
            $this->workers->kill($event['slot']);
        } elseif ('reconcile' === $event['do']) {
            $this->reconciles[] = Child::program($this->directory, 'reconcile');
        } elseif (null === $this->backAt && !$this->database->isStarting()) {
            $this->database->strike($event['signal']);
            $this->backAt = microtime(true) + $event['away'];
        }
    }

    /** Lets everything through, but what is poisoned, until nothing waits. */
    private function drain(): bool
    {
        if (null !== $this->backAt) {
            while (!$this->database->isGone()) {
                usleep(self::LOOK_US);
            }
            $this->database->start();
        }
        $this->database->awaitStart();
        $this->shop->finish(30);
        $this->platforms->calm();
        $until = microtime(true) + self::DRAIN_S;
        $reconcile = null;
        $isQuiet = false;
        while (!$isQuiet && microtime(true) < $until) {
            $this->workers->look();
            $this->haste->hurryAll();
            $this->platforms->look();
            $this->noteReconciles();
            if (null === $reconcile || !$reconcile->lives()) {
                // Quiet: a run of the Reconciler found nothing, and nothing waits.
                $isQuiet = null !== $reconcile && 0 === $this->lastFound && 0 === $this->waiting();
                $reconcile = Child::program($this->directory, 'reconcile');
                $this->reconciles[] = $reconcile;
            }
            usleep(4 * self::LOOK_US);
        }
        $reconcile?->finish(60);

        return $isQuiet;
    }

    private function noteReconciles(): void
    {
        foreach ($this->reconciles as $n => $child) {
            $lives = $child->lives();
            foreach ($child->news() as $event) {
                $this->lastFound = (int) $event['found'];
                $this->reconciled += $this->lastFound;
            }
            if (!$lives) {
                unset($this->reconciles[$n]);
            }
        }
    }

    private function waiting(): int
    {
        return (int) $this->database->rows("SELECT COUNT(*) AS n FROM wp_waybill_deliveries WHERE state NOT IN ('delivered', 'failed', 'withdrawn')")[0]['n'];
    }

    /**
     * Each way in which an order can be at fault.
     *
     * @param list<int> $ids
     * @return list<array{platform: string, order: int, fault: array<string, mixed>}>
     */
    private static function poisonOf(array $ids): array
    {
        $batch = ['kind' => 'reject_batch'];

        return [
            ['platform' => 'logistos', 'order' => $ids[0], 'fault' => $batch],
            ['platform' => 'trackingtech', 'order' => $ids[0], 'fault' => $batch],
            ['platform' => 'logistos', 'order' => $ids[6], 'fault' => $batch],
            ['platform' => 'trackingtech', 'order' => $ids[9], 'fault' => $batch],
            ['platform' => 'logistos', 'order' => $ids[12], 'fault' => ['kind' => 'reject_order', 'message' => 'no such address']],
        ];
    }

    /** A run in which little happened proves little. @return list<string> */
    private function tooQuiet(): array
    {
        $requests = $this->platforms->requests();
        $failed = count(array_filter($requests, static fn(array $request): bool => null !== $request['fault']));
        $placed = count(array_filter($this->shop->steps(), static fn(array $step): bool => 'place' === $step['do'] && null !== $step['done']));
        $cases = [];
        foreach ([
            'workers killed' => [$this->workers->killed, (int) ($this->seconds / 6)],
            'deliveries that died with their worker' => [$this->haste->leasesEnded, 3],
            'outages of the database' => [$this->database->killed + $this->database->stopped, (int) ($this->seconds / 30)],
            'orders that the Reconciler found' => [$this->reconciled, 1],
            'requests that failed, in percent' => [(int) ((100 * $failed) / max(1, count($requests))), 15],
            'orders' => [$placed, $this->seconds],
        ] as $what => [$is, $least]) {
            if ($is < $least) {
                $cases[] = "$what: $is, and not at least $least";
            }
        }

        return $cases;
    }
}
