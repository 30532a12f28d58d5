<?php

declare(strict_types=1);

namespace Waybill;

use Waybill\Connection\Logistos;
use Waybill\Order\OrderTable;

/**
 * Queues a store's existing orders for Logistos, in slices, in the lane that live orders overtake. It remembers how far it has come, and repeating a slice
 * changes nothing: it may be stopped anywhere.
 */
final class Backfill implements Stored
{
    private const OPTION = 'waybill_backfill_logistos';

    /** Orders of one slice, and slices of one step: then deliveries have their turn. */
    private const SLICE = 500;
    private const SLICES = 20;

    private const NONE = ['number' => 0, 'state' => 'none', 'after' => 0, 'up_to' => 0, 'total' => 0, 'statuses' => [], 'started_at' => ''];

    public function __construct(
        private readonly Logistos $logistos,
        private readonly Outbox $outbox,
        private readonly OutboxFigures $figures,
        private readonly OrderTable $orders,
        private readonly Site $site,
        private readonly Lock $lock,
        private readonly Log $log,
    ) {}

    /** Begins anew with all orders that there are now, of the statuses that are chosen now. */
    public function start(): void
    {
        $statuses = array_map(static fn(string $status): string => 'wc-' . $status, $this->logistos->statuses());
        $upTo = $this->orders->lastId();
        $total = $this->orders->count($upTo, $statuses);
        $this->logistos->options->set(['since' => $upTo]);
        update_option(
            self::OPTION,
            [
                'number' => $this->run()['number'] + 1,
                'state' => 'queueing',
                'after' => 0,
                'up_to' => $upTo,
                'total' => $total,
                'statuses' => $statuses,
                'started_at' => gmdate('Y-m-d\TH:i:s\Z'),
            ],
            false,
        );
        $this->log->info('Backfill for Logistos begins: {total} orders', ['total' => $total]);
    }

    /**
     * Queues some more slices.
     *
     * @return bool Whether there are more to come, and this worker should see to them.
     */
    public function step(): bool
    {
        if (!$this->logistos->isOpen() || 'queueing' !== $this->run()['state'] || !$this->lock->take('backfill')) {
            return false;
        }
        try {
            // Whoever held the lock before us has moved on.
            wp_cache_delete(self::OPTION, 'options');
            $more = 'queueing' === $this->run()['state'];
            for ($slice = 0; $more && $slice < self::SLICES; ++$slice) {
                $more = $this->slice();
            }

            return $more;
        } finally {
            $this->lock->release('backfill');
        }
    }

    /**
     * For the merchant: how far it has come.
     *
     * @return array{state: 'none'|'running'|'done', total: int, delivered: int, failed: int, waiting: int, started_at: string}
     */
    public function progress(): array
    {
        $run = $this->run();
        $counts = 'none' === $run['state'] ? [] : $this->figures->counts(Logistos::ID, $run['number']);
        $waiting = ($counts['pending'] ?? 0) + ($counts['claimed'] ?? 0) + ($counts['held'] ?? 0);

        return [
            'state' => match (true) {
                'none' === $run['state'] => 'none',
                'queueing' === $run['state'] || $waiting > 0 => 'running',
                default => 'done',
            },
            // Orders deleted or moved to another status meanwhile are not sent any more.
            'total' => 'queued' === $run['state'] ? array_sum($counts) : $run['total'],
            'delivered' => $counts['delivered'] ?? 0,
            'failed' => $counts['failed'] ?? 0,
            'waiting' => $waiting,
            'started_at' => $run['started_at'],
        ];
    }

    public function delete(): void
    {
        delete_option(self::OPTION);
    }

    private function slice(): bool
    {
        $run = $this->run();
        $ids = $this->orders->idsAfter($run['after'], $run['up_to'], $run['statuses'], self::SLICE);
        $state = null === $this->logistos->pausedBecause() ? DeliveryState::Pending : DeliveryState::Held;
        if ([] !== $ids && !$this->outbox->enqueueBackfill(Logistos::ID, $this->site->deviceId(), $ids, $state, $run['number'])) {
            // The database refuses writes: the next tick may fare better.
            return false;
        }
        $more = self::SLICE === count($ids);
        update_option(self::OPTION, [...$run, 'state' => $more ? 'queueing' : 'queued', 'after' => [] === $ids ? $run['after'] : max($ids)], false);

        return $more;
    }

    /** @return array{number: int, state: string, after: int, up_to: int, total: int, statuses: list<string>, started_at: string} */
    private function run(): array
    {
        $run = get_option(self::OPTION, []);

        return [...self::NONE, ...(is_array($run) ? $run : [])];
    }
}
