<?php

declare(strict_types=1);

namespace Waybill;

use Waybill\Connection\Failure;
use Waybill\Connection\Steps;
use Waybill\Connection\TrackingTech;

/** Asks TrackingTech what became of the orders that it has taken lately, and flags those that it does not know. */
final class ShipmentCheck
{
    /** The word for an order that the platform took and does not know any more. */
    public const UNKNOWN = 'unknown';

    private const DEADLINE_MS = 10_000;

    public function __construct(
        private readonly TrackingTech $trackingTech,
        private readonly Steps $steps,
        private readonly Outbox $outbox,
        private readonly Log $log,
    ) {}

    /** Asks about the next hundred that were not asked about for some time. */
    public function run(): void
    {
        if (!$this->trackingTech->isOpen() || null !== $this->trackingTech->pausedBecause()) {
            return;
        }
        $orderIds = $this->outbox->shipmentsToCheck(TrackingTech::ID);
        if ([] === $orderIds) {
            return;
        }
        $answer = $this->steps->take($this->trackingTech, 'status', ['order_ids' => $orderIds], deadlineMs: self::DEADLINE_MS);
        if ($answer instanceof Failure) {
            return;
        }
        $known = array_column($answer['orders'], null, 'order_id');
        foreach ($orderIds as $orderId) {
            $shipment = $known[$orderId] ?? ['status' => self::UNKNOWN];
            $this->outbox->noteShipment(TrackingTech::ID, $orderId, $shipment['status'], $shipment['tracking_number'] ?? '', $shipment['tracking_url'] ?? '');
        }
        $unknown = count(array_diff($orderIds, array_keys($known)));
        if ($unknown > 0) {
            $this->log->warning('TrackingTech does not know {count} orders that it has taken', ['count' => $unknown]);
        }
    }
}
