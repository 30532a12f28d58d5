<?php

declare(strict_types=1);

namespace Waybill;

use Waybill\Connection\Connection;

/**
 * Hears of orders and queues them: one INSERT an order and connection, whatever combination of hooks fires, no HTTP and no payload. Where a shopper waits for the answer,
 * it comes right after that. It remembers what it queued, so that the tail of this request can send just that.
 */
final class Intake
{
    /** @var array<string, true> What this request has queued already, or will: "<site>|<connection>|<order>". */
    private array $queued = [];

    /** @var array<string, array<int, int>> The current site's orders to be queued once the shopper has the answer, by connection. */
    private array $later = [];

    /** @var array<string, list<int>> The current site's, by connection. */
    private array $fresh = [];

    /** The connection that hears of nothing for the moment. */
    private ?string $deaf = null;

    /** Whether a shopper waits for what this request does: asked once. */
    private ?bool $isAwaited = null;

    /**
     * @param list<Connection> $connections
     * @param \Closure(): Outbox $outbox
     * @param \Closure(): bool $awaited Whether a shopper waits for what this request does, and will not for `queueLater`.
     */
    public function __construct(
        private readonly array $connections,
        private readonly \Closure $outbox,
        private readonly \Closure $awaited,
        private readonly Hooks $hooks,
        private readonly Site $site,
        private readonly Log $log,
    ) {}

    /**
     * Queues the order for every connection that wants it as it is now. Whatever goes wrong here, the shopper's checkout goes on.
     *
     * @param mixed $order What a hook handed over; anything but an order of the shop is passed over.
     */
    public function consider(mixed $order): void
    {
        if (!$order instanceof \WC_Order || 'shop_order' !== $order->get_type()) {
            return;
        }
        $this->each($order, function (Connection $connection) use ($order): void {
            if (!$this->hears($connection)) {
                return;
            }
            if ($this->hooks->isDue($connection, $order)) {
                $this->queue($connection, $order->get_id());
                return;
            }
            if (isset($this->later[$connection->id()][$order->get_id()])) {
                // Whether it is due still, is seen when it is read.
                return;
            }
            // Where it is due again, another worker may have withdrawn it meanwhile.
            unset($this->queued[self::mark($connection, $order->get_id())]);
            if ($connection->wants($order->get_status())) {
                ($this->outbox)()->veto($connection->id(), $this->site->deviceId(), $order->get_id());
            }
        });
    }

    /**
     * Has an order that was sent, and is saved again, go out once more, where the connection wants that. Whether its content differs is seen when it is read.
     *
     * @param mixed $order What a hook handed over.
     */
    public function reconsider(mixed $order): void
    {
        if (!$order instanceof \WC_Order || 'shop_order' !== $order->get_type()) {
            return;
        }
        $this->each($order, function (Connection $connection) use ($order): void {
            if ($connection->resends() && $this->hears($connection)) {
                ($this->outbox)()->revise($connection->id(), $this->site->deviceId(), $order->get_id(), DeliveryState::queuedFor($connection));
            }
        });
    }

    /** Queues what this request has kept until the shopper had the answer. Whatever goes wrong here, the Reconciler finds them. */
    public function queueLater(): void
    {
        foreach ($this->connections as $connection) {
            $orderIds = array_values($this->later[$connection->id()] ?? []);
            if ([] !== $orderIds) {
                $this->guard($connection, $orderIds, fn() => $this->enqueue($connection, $orderIds));
            }
        }
        $this->later = [];
    }

    /** Forgets what was not delivered of an order that was deleted. */
    public function forget(int $orderId): void
    {
        foreach (self::isElsewhere() ? [] : array_keys($this->later) as $connection) {
            unset($this->later[$connection][$orderId]);
        }
        ($this->outbox)()->forgetOrder($orderId);
    }

    /** Whether this request made no order that anybody is to be told of. */
    public function isIdle(): bool
    {
        return [] === $this->later && [] === $this->fresh;
    }

    /**
     * Does something to orders of which this connection is not to hear: it comes from there.
     *
     * @param callable(): void $do
     */
    public function without(string $connection, callable $do): void
    {
        $this->deaf = $connection;
        try {
            $do();
        } finally {
            $this->deaf = null;
        }
    }

    /** @return array<string, list<int>> Connection ids to the orders that this request queued for them. */
    public function fresh(): array
    {
        return $this->fresh;
    }

    /** @param callable(Connection): void $do */
    private function each(\WC_Order $order, callable $do): void
    {
        foreach ($this->connections as $connection) {
            $this->guard($connection, [$order->get_id()], $do);
        }
    }

    /**
     * @param list<int> $orderIds
     * @param callable(Connection): void $do
     */
    private function guard(Connection $connection, array $orderIds, callable $do): void
    {
        try {
            $do($connection);
        } catch (\Throwable $error) {
            $this->log->error('Order {id} could not be queued for {platform}: {where}', [
                'id' => implode(', ', $orderIds),
                'platform' => $connection->label(),
                'where' => Log::where($error),
            ]);
        }
    }

    private function hears(Connection $connection): bool
    {
        return $connection->isOpen() && $connection->id() !== $this->deaf;
    }

    private function queue(Connection $connection, int $orderId): void
    {
        $mark = self::mark($connection, $orderId);
        if (isset($this->queued[$mark])) {
            return;
        }
        if (!self::isElsewhere() && ($this->isAwaited ??= ($this->awaited)())) {
            $this->later[$connection->id()][$orderId] = $orderId;
            $this->queued[$mark] = true;
            return;
        }
        $this->enqueue($connection, [$orderId]);
    }

    /** @param list<int> $orderIds */
    private function enqueue(Connection $connection, array $orderIds): void
    {
        if (!($this->outbox)()->enqueue($connection->id(), $this->site->deviceId(), $orderIds, DeliveryState::queuedFor($connection))) {
            return;
        }
        foreach ($orderIds as $orderId) {
            $this->queued[self::mark($connection, $orderId)] = true;
            if (!self::isElsewhere()) {
                $this->fresh[$connection->id()][] = $orderId;
            }
        }
    }

    /** Whether it is another site's of the network, for the moment. */
    private static function isElsewhere(): bool
    {
        return is_multisite() && ms_is_switched();
    }

    private static function mark(Connection $connection, int $orderId): string
    {
        return get_current_blog_id() . '|' . $connection->id() . '|' . $orderId;
    }
}
