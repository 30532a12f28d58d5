<?php

declare(strict_types=1);

namespace Waybill;

use Waybill\Connection\Logistos;
use Waybill\Order\BackfillReader;
use Waybill\Order\OrderTable;

/**
 * Queues a store's existing orders for Logistos, in slices, in the lane that live orders overtake; rests while it is paused, and takes back what waits once it is
 * cancelled. It remembers how far it has come, and repeating a slice changes nothing: it may be stopped anywhere.
 */
final class Backfill implements Stored
{
    private const OPTION = 'waybill_backfill_logistos';
    private const LOCK = 'backfill';

    /** A step's turn with the lock is shorter: the merchant's click waits for it. */
    private const PATIENCE_S = 10;

    /** Orders of one slice, and slices of one step: then deliveries have their turn. */
    private const SLICE = 500;
    private const SLICES = 20;

    /** Workers begin each minute, and may end before the next one begins: a rate over less than some of those turns jumps. */
    private const RATE_S = 300;

    /** Orders that it takes long to count. */
    private const LARGE = 100_000;

    private const NONE = [
        'number' => 0,
        // none, queueing, queued, cancelling, cancelled
        'state' => 'none',
        'paused' => false,
        'after' => 0,
        'up_to' => 0,
        'total' => 0,
        'statuses' => [],
        'started_at' => '',
        // Since when it moves: its start, or when it was resumed.
        'moves_since' => 0,
    ];

    public function __construct(
        private readonly Logistos $logistos,
        private readonly Outbox $outbox,
        private readonly OutboxFigures $figures,
        private readonly OutboxBackfill $rows,
        private readonly OrderTable $orders,
        private readonly BackfillReader $reader,
        private readonly Remembered $remembered,
        private readonly Site $site,
        private readonly Lock $lock,
        private readonly Log $log,
    ) {}

    /**
     * What it would send if it began now; in a large store, if it had begun within the last minute.
     *
     * @return array<string, int> Statuses, without `wc-`, to their numbers of orders; the most frequent first.
     */
    public function preview(): array
    {
        $statuses = $this->statuses();
        $of = $this->remembered->of(
            'orders|' . implode('|', $statuses),
            fn(): array => $this->orders->counts($statuses),
            static fn(array $counts): bool => array_sum($counts) >= self::LARGE,
        );
        $counts = [];
        foreach ($of as $status => $orders) {
            $counts[(string) preg_replace('/^wc-/', '', $status)] = $orders;
        }

        return $counts;
    }

    /**
     * Begins anew with all orders that there are now, of the statuses that are chosen now.
     *
     * @param bool $isActivation Whether the orders until now are its own; otherwise those since the activation are due, whatever becomes of it.
     */
    public function start(bool $isActivation = false): bool
    {
        $statuses = $this->statuses();
        $upTo = $this->orders->lastId();
        $total = array_sum($this->orders->counts($statuses));

        return $this->alone(function () use ($statuses, $upTo, $total, $isActivation): bool {
            $number = $this->freshRun()['number'] + 1;
            $this->store([
                'number' => $number,
                'state' => 'queueing',
                'up_to' => $upTo,
                'total' => $total,
                'statuses' => $statuses,
                'started_at' => gmdate('Y-m-d\TH:i:s\Z'),
                'moves_since' => time(),
            ] + self::NONE);
            if ($isActivation || 1 === $number) {
                $this->logistos->options->set(['since' => $upTo]);
            }
            // What was found once may be gone: sets are tried anew.
            $this->reader->delete();
            $this->log->info('Backfill for Logistos begins: {total} orders', ['total' => $total]);

            return true;
        });
    }

    /** Has it rest; live orders go on. */
    public function pause(): bool
    {
        return $this->change(['paused' => true]);
    }

    /** Has it go on where it rested. */
    public function resume(): bool
    {
        return $this->change(['paused' => false, 'moves_since' => time()]);
    }

    /** Ends it: what waits of it is taken back by the next steps, what was delivered stays, and so does what a live change queued. */
    public function cancel(): bool
    {
        return $this->change(['state' => 'cancelling', 'paused' => false]);
    }

    /** The last lane of this connection that moves now, whichever process stopped it. */
    public function lastLane(string $connection): Lane
    {
        if (Logistos::ID !== $connection) {
            return Lane::Backfill;
        }
        $run = $this->freshRun();

        return $run['paused'] || 'cancelling' === $run['state'] ? Lane::Live : Lane::Backfill;
    }

    /** Whether orders are still to be queued, or taken back: by this process or by another. */
    public function isQueueing(): bool
    {
        return $this->hasWork($this->freshRun());
    }

    /**
     * Queues, or takes back, some more slices.
     *
     * @return bool Whether there are more to come, and this worker should see to them.
     */
    public function step(): bool
    {
        if (!$this->hasWork($this->freshRun()) || !$this->lock->take(self::LOCK)) {
            return false;
        }
        try {
            // Whoever held the lock before us has moved on.
            $more = $this->hasWork($this->freshRun());
            for ($slice = 0; $more && $slice < self::SLICES; ++$slice) {
                $more = 'cancelling' === $this->run()['state'] ? $this->takeBack() : $this->slice();
            }

            return $more;
        } finally {
            $this->lock->release(self::LOCK);
        }
    }

    /**
     * For the merchant: how far it has come.
     *
     * @return array{state: 'none'|'running'|'paused'|'cancelling'|'cancelled'|'done', total: int, delivered: int, failed: int, waiting: int, started_at: string, per_minute: int, left_s: int|null} `left_s`: where that can be told.
     */
    public function progress(): array
    {
        $run = $this->freshRun();
        $counts = 'none' === $run['state'] ? [] : $this->figures->countsOfBackfill(Logistos::ID, $run['number'], $run['state']);
        $waiting = ($counts['pending'] ?? 0) + ($counts['claimed'] ?? 0) + ($counts['held'] ?? 0);
        $delivered = $counts['delivered'] ?? 0;
        $failed = $counts['failed'] ?? 0;
        $state = match (true) {
            in_array($run['state'], ['none', 'cancelling', 'cancelled'], true) => $run['state'],
            'queued' === $run['state'] && 0 === $waiting => 'done',
            $run['paused'] => 'paused',
            default => 'running',
        };
        // Orders deleted or moved to another status meanwhile are not sent any more.
        $total = 'queued' === $run['state'] ? $delivered + $failed + $waiting : $run['total'];
        $perMinute = 'running' === $state ? $this->perMinute($run['number'], $run['moves_since']) : 0;

        return [
            'state' => $state,
            'total' => $total,
            'delivered' => $delivered,
            'failed' => $failed,
            'waiting' => $waiting,
            'started_at' => $run['started_at'],
            'per_minute' => $perMinute,
            'left_s' => $perMinute > 0 ? (int) ceil((60 * max(0, $total - $delivered - $failed)) / $perMinute) : null,
        ];
    }

    public function delete(): void
    {
        delete_option(self::OPTION);
    }

    /** @return list<string> The chosen statuses as they are stored. */
    private function statuses(): array
    {
        return array_map(static fn(string $status): string => 'wc-' . $status, $this->logistos->dueStatuses());
    }

    /** Over the recent past, in which it moved. */
    private function perMinute(int $number, int $movesSince): int
    {
        return $this->figures->perMinute(Logistos::ID, $number, min(self::RATE_S, max(1, time() - $movesSince)));
    }

    /** @param array{state: string, paused: bool, ...} $run */
    private function hasWork(array $run): bool
    {
        return 'cancelling' === $run['state'] || 'queueing' === $run['state'] && !$run['paused'] && $this->logistos->isOpen();
    }

    private function slice(): bool
    {
        $run = $this->run();
        $ids = $this->orders->idsAfter($run['after'], $run['up_to'], $run['statuses'], self::SLICE);
        $state = DeliveryState::queuedFor($this->logistos);
        if ([] !== $ids && !$this->outbox->enqueueBackfill(Logistos::ID, $this->site->deviceId(), $ids, $state, $run['number'])) {
            // The database refuses writes: the next tick may fare better.
            return false;
        }
        $more = self::SLICE === count($ids);
        $this->store(['state' => $more ? 'queueing' : 'queued', 'after' => [] === $ids ? $run['after'] : max($ids)] + $run);

        return $more;
    }

    private function takeBack(): bool
    {
        $taken = $this->rows->takeBack(Logistos::ID, self::SLICE);
        // What a worker holds now may come back to wait: then a later step takes it.
        if (null !== $taken && $taken < self::SLICE && !$this->rows->isUnderWay(Logistos::ID)) {
            $this->store(['state' => 'cancelled'] + $this->run());
        }

        return self::SLICE === $taken;
    }

    /** Changes a backfill that is not over. */
    private function change(array $to): bool
    {
        return $this->alone(function () use ($to): bool {
            $run = $this->freshRun();
            $isOver = !in_array($run['state'], ['queueing', 'queued'], true);
            if (!$isOver) {
                $this->store($to + $run);
            }

            return !$isOver;
        });
    }

    /**
     * Does something with no step in between.
     *
     * @param callable(): bool $do
     * @return bool Whether it could be done now.
     */
    private function alone(callable $do): bool
    {
        if (!$this->lock->take(self::LOCK, self::PATIENCE_S)) {
            return false;
        }
        try {
            return $do();
        } finally {
            $this->lock->release(self::LOCK);
        }
    }

    private function store(array $run): void
    {
        update_option(self::OPTION, $run, false);
    }

    /**
     * As another process may have left it meanwhile.
     *
     * @return array{number: int, state: string, paused: bool, after: int, up_to: int, total: int, statuses: list<string>, started_at: string, moves_since: int}
     */
    private function freshRun(): array
    {
        wp_cache_delete(self::OPTION, 'options');

        return $this->run();
    }

    /** @return array{number: int, state: string, paused: bool, after: int, up_to: int, total: int, statuses: list<string>, started_at: string, moves_since: int} */
    private function run(): array
    {
        $run = get_option(self::OPTION, []);

        return [...self::NONE, ...(is_array($run) ? $run : [])];
    }
}
