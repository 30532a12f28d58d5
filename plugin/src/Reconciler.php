<?php

declare(strict_types=1);

namespace Waybill;

use Waybill\Connection\Connection;
use Waybill\Order\OrderTable;

/**
 * Finds orders that are due and were never queued: made while the plugin was inactive, by an import that skips hooks, by SQL, or in a request that a fatal error ended. It
 * goes over the order table by id, from a watermark on: the last order of a month ago, or the last before the connection was made.
 */
final class Reconciler implements Stored
{
    private const OPTION = 'waybill_reconcile';

    /** Orders of one look, and looks of one run: what is left is the next run's. */
    private const SLICE = 500;
    private const SLICES = 40;

    private const DAY_S = 24 * 60 * 60;

    /** An order may reach the status that makes it due this long after it was made. */
    private const MONTH_S = 30 * self::DAY_S;

    /** @param list<Connection> $connections */
    public function __construct(
        private readonly array $connections,
        private readonly Outbox $outbox,
        private readonly OrderTable $orders,
        private readonly Site $site,
        private readonly Log $log,
    ) {}

    /**
     * Queues what is missing.
     *
     * @return int How many orders were due and not queued.
     */
    public function run(): int
    {
        $state = $this->state();
        $upTo = $this->orders->lastId();
        $found = 0;
        foreach ($this->connections as $connection) {
            if ($connection->isOpen() && !$connection->isElsewhere()) {
                $from = max($connection->dueSince(), self::watermark($state['marks']), $state['after'][$connection->id()] ?? 0);
                [$count, $after] = $this->look($connection, $from, $upTo);
                $found += $count;
                // Not through yet: the next run goes on there. Through: it begins at the watermark again.
                $state['after'][$connection->id()] = $after;
            }
        }
        $state['marks'] = self::marked($state['marks'], $upTo);
        update_option(self::OPTION, ['found' => $found, 'at' => time()] + $state, false);
        if ($found > 0) {
            $this->log->warning('{count} orders were due and not queued: they are now', ['count' => $found]);
        }

        return $found;
    }

    /**
     * The last run.
     *
     * @return array{at: int, found: int} As `time()` counts, 0 for never; how many orders it found.
     */
    public function lastRun(): array
    {
        $state = $this->state();

        return ['at' => $state['at'], 'found' => $state['found']];
    }

    public function delete(): void
    {
        delete_option(self::OPTION);
    }

    /** @return array{int, int} How many were missing, and where the next run goes on; 0 where it is through. */
    private function look(Connection $connection, int $after, int $upTo): array
    {
        $statuses = array_map(static fn(string $status): string => 'wc-' . $status, $connection->dueStatuses());
        $state = null === $connection->pausedBecause() ? DeliveryState::Pending : DeliveryState::Held;
        $found = 0;
        for ($slice = 0; $slice < self::SLICES; ++$slice) {
            $ids = $this->orders->idsAfter($after, $upTo, $statuses, self::SLICE);
            $missing = $this->outbox->missing($connection->id(), $ids);
            if ([] !== $missing && $this->outbox->enqueue($connection->id(), $this->site->deviceId(), $missing, $state)) {
                $found += count($missing);
            }
            if (count($ids) < self::SLICE) {
                return [$found, 0];
            }
            $after = max($ids);
        }

        return [$found, $after];
    }

    /**
     * The last order of a month ago, as far as that is known.
     *
     * @param array<int, int> $marks
     */
    private static function watermark(array $marks): int
    {
        $old = array_filter($marks, static fn(int $time): bool => $time <= (time() - self::MONTH_S), ARRAY_FILTER_USE_KEY);

        return [] === $old ? 0 : max($old);
    }

    /**
     * Notes the last order of each day; of those older than a month only the newest is wanted.
     *
     * @param array<int, int> $marks Times to order ids.
     * @return array<int, int>
     */
    private static function marked(array $marks, int $lastId): array
    {
        $watermark = self::watermark($marks);
        $marks = array_filter($marks, static fn(int $id, int $time): bool => $id === $watermark || $time > (time() - self::MONTH_S), ARRAY_FILTER_USE_BOTH);
        $day = time() - (time() % self::DAY_S);

        return [$day => $marks[$day] ?? $lastId] + $marks;
    }

    /** @return array{at: int, found: int, after: array<string, int>, marks: array<int, int>} */
    private function state(): array
    {
        $state = get_option(self::OPTION);
        /** @var array{at?: int, found?: int, after?: array<string, int>, marks?: array<int, int>} $known */
        $known = is_array($state) ? $state : [];

        return $known + ['at' => 0, 'found' => 0, 'after' => [], 'marks' => []];
    }
}
