<?php

declare(strict_types=1);

namespace Waybill;

use Waybill\Connection\Connection;

/**
 * Hears of orders and queues them: one INSERT an order and connection, whatever combination of hooks fires, no HTTP and no payload.
 * It remembers what it queued, so that the tail of this request can send just that.
 */
final class Intake
{
    /** @var array<string, true> What this request has queued already: "<site>|<connection>|<order>". */
    private array $queued = [];

    /** @var array<string, list<int>> The current site's, by connection. */
    private array $fresh = [];

    /** @param list<Connection> $connections */
    public function __construct(
        private readonly array $connections,
        private readonly Outbox $outbox,
        private readonly Site $site,
    ) {}

    /** Queues the order for every connection that wants it as it is now. */
    public function consider(\WC_Order $order): void
    {
        foreach ($this->connections as $connection) {
            if ($connection->isOpen() && 'shop_order' === $order->get_type() && $connection->wants($order)) {
                $this->queue($connection, $order->get_id());
            }
        }
    }

    /** @return array<string, list<int>> Connection ids to the orders that this request queued for them. */
    public function fresh(): array
    {
        return $this->fresh;
    }

    private function queue(Connection $connection, int $orderId): void
    {
        $mark = get_current_blog_id() . '|' . $connection->id() . '|' . $orderId;
        if (isset($this->queued[$mark])) {
            return;
        }
        $state = null === $connection->pausedBecause() ? DeliveryState::Pending : DeliveryState::Held;
        if ($this->outbox->enqueue($connection->id(), $this->site->deviceId(), [$orderId], $state)) {
            $this->queued[$mark] = true;
            if (!is_multisite() || !ms_is_switched()) {
                $this->fresh[$connection->id()][] = $orderId;
            }
        }
    }
}
