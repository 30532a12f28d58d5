<?php

declare(strict_types=1);

namespace Waybill;

use Waybill\Connection\Connection;
use Waybill\Order\OrderTable;

/**
 * Finds orders that are due and were never queued: made while the plugin was inactive, by an import that skips hooks, by SQL, or in a request that was killed. It
 * goes over the order table by id, from a watermark on: the last order of a month ago, or the last before the connection was made.
 */
final class Reconciler implements Stored
{
    private const OPTION = 'waybill_reconcile';

    /** The last orders at the last two looks at the newest. */
    private const NEWEST = 'waybill_reconcile_newest';

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
     * Queues what is missing, and what changed unheard.
     *
     * @param list<Connection>|null $only For these connections; null for all.
     * @return int How many orders were due and not queued.
     */
    public function run(?array $only = null): int
    {
        $state = $this->state();
        $upTo = $this->orders->lastId();
        $watermark = self::watermark($state['marks']);
        $found = 0;
        foreach ($only ?? $this->connections as $connection) {
            if (!$this->looksAt($connection)) {
                continue;
            }
            $id = $connection->id();
            [$count, $state['after'][$id]] = $this->findMissing($connection, max($watermark, $state['after'][$id] ?? 0), $upTo);
            $found += $count;
            if ($connection->resends()) {
                [, $state['after']["$id changes"]] = $this->goOver(
                    array_map(static fn(string $status): string => substr($status, 3), array_keys(wc_get_order_statuses())),
                    max($watermark, $state['after']["$id changes"] ?? 0),
                    $upTo,
                    fn(array $orderIds): int => $this->reviseChanged($connection, $orderIds),
                );
            }
        }
        $state['marks'] = self::marked($state['marks'], $upTo);
        update_option(self::OPTION, ['found' => $found, 'at' => time()] + $state, false);
        $this->tell($found);

        return $found;
    }

    /**
     * Queues what is missing of the newest orders, those that came between the last two of these looks, for all connections: what a request left that was killed does not wait
     * for the whole look. One that is still at it is not disturbed: its row is the same. Never throws: the worker comes after it.
     */
    public function runOnNewest(): void
    {
        try {
            $lastId = $this->orders->lastId();
            $looks = get_option(self::NEWEST);
            [$after, $upTo] = is_array($looks) ? $looks : [$lastId, $lastId];
            $found = 0;
            foreach ($after < $upTo ? array_filter($this->connections, $this->looksAt(...)) : [] as $connection) {
                $found += $this->findMissing($connection, $after, $upTo)[0];
            }
            update_option(self::NEWEST, [$upTo, $lastId], false);
            $this->tell($found);
        } catch (\Throwable $error) {
            $this->log->error('The look at the newest orders stopped: {where}', ['where' => Log::where($error)]);
        }
    }

    /** Whether this connection's orders are looked for: nothing is queued for one that is off, nor by a copy of the store. */
    public function looksAt(Connection $connection): bool
    {
        return $connection->isOpen() && !$connection->isElsewhere();
    }

    /** Whether the last run saw all of this connection's orders; otherwise the next one goes on. */
    public function isThrough(Connection $connection): bool
    {
        $after = $this->state()['after'];

        return (
            !$this->looksAt($connection)
            || 0 === ($after[$connection->id()] ?? 0)
            && (!$connection->resends() || 0 === ($after[$connection->id() . ' changes'] ?? 0))
        );
    }

    /** How many orders are due and not queued. It changes nothing, and looks at all of them. */
    public function missing(Connection $connection): int
    {
        $missing = 0;
        if ($this->looksAt($connection)) {
            $statuses = array_map(static fn(string $status): string => 'wc-' . $status, $connection->dueStatuses());
            $after = max($connection->dueSince(), self::watermark($this->state()['marks']));
            $upTo = $this->orders->lastId();
            while ([] !== ($ids = $this->orders->idsAfter($after, $upTo, $statuses, self::SLICE))) {
                $missing += count($this->outbox->missing($connection->id(), $ids));
                $after = max($ids);
            }
        }

        return $missing;
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
        delete_option(self::NEWEST);
    }

    /** @return array{int, int} As of `goOver`. */
    private function findMissing(Connection $connection, int $after, int $upTo): array
    {
        return $this->goOver($connection->dueStatuses(), max($connection->dueSince(), $after), $upTo, fn(array $orderIds): int => $this->queueMissing(
            $connection,
            $orderIds,
        ));
    }

    private function tell(int $found): void
    {
        if ($found > 0) {
            $this->log->warning('{count} orders were due and not queued: they are now', ['count' => $found]);
        }
    }

    /**
     * @param list<string> $statuses Without `wc-`.
     * @param callable(list<int>): int $do What is done with the orders of a slice; gives of how many.
     * @return array{int, int} How many in all, and where the next run goes on; 0 where it is through: it begins at the watermark again.
     */
    private function goOver(array $statuses, int $after, int $upTo, callable $do): array
    {
        $stored = array_map(static fn(string $status): string => 'wc-' . $status, $statuses);
        $found = 0;
        for ($slice = 0; $slice < self::SLICES; ++$slice) {
            $ids = $this->orders->idsAfter($after, $upTo, $stored, self::SLICE);
            $found += $do($ids);
            if (count($ids) < self::SLICE) {
                return [$found, 0];
            }
            $after = max($ids);
        }

        return [$found, $after];
    }

    /** @param list<int> $orderIds */
    private function queueMissing(Connection $connection, array $orderIds): int
    {
        $missing = $this->outbox->missing($connection->id(), $orderIds);

        return [] !== $missing && $this->outbox->enqueue($connection->id(), $this->site->deviceId(), $missing, DeliveryState::queuedFor($connection))
            ? count($missing)
            : 0;
    }

    /**
     * A request may end between saving an order and its hooks. Whether the content differs is seen when it is read.
     *
     * @param list<int> $orderIds
     */
    private function reviseChanged(Connection $connection, array $orderIds): int
    {
        $modified = $this->orders->modifiedAt($orderIds);
        $count = 0;
        foreach ($this->outbox->settledAt($connection->id(), $orderIds) as $orderId => $settled) {
            // In the same second either may have been first.
            if (($modified[$orderId] ?? '') >= $settled) {
                $this->outbox->revise($connection->id(), $this->site->deviceId(), $orderId, DeliveryState::queuedFor($connection));
                ++$count;
            }
        }

        return $count;
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
