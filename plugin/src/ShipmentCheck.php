<?php

declare(strict_types=1);

namespace Waybill;

use Waybill\Connection\Failure;
use Waybill\Connection\Problem;
use Waybill\Connection\Steps;
use Waybill\Connection\TrackingTech;
use Waybill\Order\ShipmentNews;

/**
 * Asks TrackingTech what became of the orders that it has taken: recent ones often, old ones seldom (OutboxShipments says when), as many at a time as the contract allows.
 * Its failures hold up no delivery; only where the platform refuses the connection is that paused, as when it refuses an order.
 */
final class ShipmentCheck implements Stored
{
    /** How often it failed in a row, and when it may ask again. Loaded with every page, so that looking at it costs nothing. */
    private const OPTION = 'waybill_shipment_check';

    /** Action Scheduler gives an action 30 s. */
    private const SECONDS = 20.0;

    private const DEADLINE_MS = 10_000;

    /** The first pause after a failure, and the longest, in seconds; each is twice the one before. */
    private const PAUSE_S = 60;
    private const PAUSE_MAX_S = 3600;

    public function __construct(
        private readonly TrackingTech $trackingTech,
        private readonly Steps $steps,
        private readonly Outbox $outbox,
        private readonly OutboxShipments $shipments,
        private readonly Circuit $circuit,
        private readonly ShipmentNews $news,
        private readonly Lock $lock,
        private readonly Log $log,
    ) {}

    /** Asks about everything that is due, as far as the time goes. Never throws: an action that fails five times would end for good. */
    public function run(float $seconds = self::SECONDS): void
    {
        if (!$this->may() || !$this->lock->take('shipments')) {
            return;
        }
        try {
            $until = microtime(true) + $seconds;
            do {
                $more = $this->askAboutNext($until);
            } while ($more && microtime(true) < $until);
        } catch (\Throwable $error) {
            $this->log->error('The shipments could not be looked at: {where}', ['where' => Log::where($error)]);
        } finally {
            $this->lock->release('shipments');
        }
    }

    /** When it asks again after failures, a timestamp; null where nothing keeps it. */
    public function restsUntil(): ?int
    {
        $until = $this->failures()['again_at'];
        $rest = $until - time();

        // A rest that is longer than any: the clock was set back since.
        return $rest > 0 && $rest <= self::PAUSE_MAX_S ? $until : null;
    }

    public function delete(): void
    {
        delete_option(self::OPTION);
    }

    private function may(): bool
    {
        return $this->trackingTech->isOpen() && null === $this->trackingTech->pausedBecause() && null === $this->restsUntil();
    }

    /** @return bool Whether it is worth while to go on. */
    private function askAboutNext(float $until): bool
    {
        $due = $this->shipments->due(TrackingTech::ID);
        if ([] === $due || $this->circuit->isOpen(TrackingTech::ID)) {
            return false;
        }
        $orderIds = array_map(static fn(Shipment $shipment): int => $shipment->orderId, $due);
        $answer = $this->steps->take(
            $this->trackingTech,
            'status',
            ['order_ids' => $orderIds],
            deadlineMs: max(1, min(self::DEADLINE_MS, (int) (($until - microtime(true)) * 1000))),
        );
        if ($answer instanceof Failure) {
            $this->failed($answer, $due);
            return false;
        }
        $this->answered();

        return $this->keep($due, array_column($answer['orders'], null, 'order_id'), $until);
    }

    /**
     * @param list<Shipment> $due
     * @param array<int, array{status: string, tracking_number?: string, tracking_url?: string}> $said
     * @return bool Whether all of it is kept, and there may be more. What is not kept is due again with the next run.
     */
    private function keep(array $due, array $said, float $until): bool
    {
        $flag = (bool) $this->trackingTech->options->get('flag');
        $changed = [];
        $same = [];
        foreach ($due as $before) {
            $of = $said[$before->orderId] ?? ['status' => ShipmentStatus::Unknown->value];
            $now = $before->told($of['status'], $of['tracking_number'] ?? '', $of['tracking_url'] ?? '', $flag);
            if ($now->saysTheSameAs($before)) {
                $same[] = $before;
            } else {
                $changed[] = [$before, $now];
            }
        }
        $done = $this->shipments->rest($same, true);
        foreach ($changed as [$before, $now]) {
            // Kept first: an order during which PHP ends is not come back to, and takes no other with it.
            $isNews = microtime(true) < $until ? $this->shipments->keep($before, $now) : null;
            if (null === $isNews) {
                return false;
            }
            if ($isNews) {
                $this->news->tell($before, $now);
            }
        }
        $unknown = count(array_diff_key(array_column($due, null, 'orderId'), $said));
        if ($unknown > 0) {
            $this->log->warning('TrackingTech does not know {count} orders that it has taken', ['count' => $unknown]);
        }

        return $done && OutboxShipments::BATCH === count($due);
    }

    /** @param list<Shipment> $due */
    private function failed(Failure $failure, array $due): void
    {
        if (in_array($failure->kind, [Problem::NO_EXTENSION, 'interrupted'], true)) {
            return;
        }
        if (Problem::REFUSED === $failure->kind) {
            $this->trackingTech->pause($this->trackingTech->refusedBecause());
            $this->outbox->hold(TrackingTech::ID);
            $this->log->warning('TrackingTech refuses the connection: it is paused. {message}', ['message' => $failure->message]);
            return;
        }
        // Others come first next time, where it is one of these that the platform cannot answer.
        $this->shipments->rest($due, false);
        $failures = $this->failures()['failures'] + 1;
        $pause = min(self::PAUSE_MAX_S, self::PAUSE_S * (2 ** min(10, $failures - 1)));
        update_option(self::OPTION, ['failures' => $failures, 'again_at' => time() + $pause], true);
    }

    private function answered(): void
    {
        if (0 !== $this->failures()['failures']) {
            update_option(self::OPTION, ['failures' => 0, 'again_at' => 0], true);
        }
    }

    /** @return array{failures: int, again_at: int} */
    private function failures(): array
    {
        $stored = get_option(self::OPTION);
        /** @var array{failures?: int, again_at?: int} $known */
        $known = is_array($stored) ? $stored : [];

        return $known + ['failures' => 0, 'again_at' => 0];
    }
}
