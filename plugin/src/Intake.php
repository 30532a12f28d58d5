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

    /** The connection that hears of nothing for the moment. */
    private ?string $deaf = null;

    /** @param list<Connection> $connections */
    public function __construct(
        private readonly array $connections,
        private readonly Outbox $outbox,
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
            if ($this->hooks->isDue($connection, $order)) {
                $this->queue($connection, $order->get_id());
                return;
            }
            // Where it is due again, another worker may have withdrawn it meanwhile.
            unset($this->queued[self::mark($connection, $order->get_id())]);
            if ($connection->wants($order->get_status())) {
                $this->outbox->veto($connection->id(), $this->site->deviceId(), $order->get_id());
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
            if ($connection->resends()) {
                $this->outbox->revise($connection->id(), $this->site->deviceId(), $order->get_id(), DeliveryState::queuedFor($connection));
            }
        });
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
            try {
                if ($connection->isOpen() && $connection->id() !== $this->deaf) {
                    $do($connection);
                }
            } catch (\Throwable $error) {
                $this->log->error('Order {id} could not be queued for {platform}: {class} in {file}:{line}', [
                    'id' => $order->get_id(),
                    'platform' => $connection->label(),
                    'class' => $error::class,
                    'file' => basename($error->getFile()),
                    'line' => $error->getLine(),
                ]);
            }
        }
    }

    private function queue(Connection $connection, int $orderId): void
    {
        $mark = self::mark($connection, $orderId);
        if (isset($this->queued[$mark])) {
            return;
        }
        if ($this->outbox->enqueue($connection->id(), $this->site->deviceId(), [$orderId], DeliveryState::queuedFor($connection))) {
            $this->queued[$mark] = true;
            if (!is_multisite() || !ms_is_switched()) {
                $this->fresh[$connection->id()][] = $orderId;
            }
        }
    }

    private static function mark(Connection $connection, int $orderId): string
    {
        return get_current_blog_id() . '|' . $connection->id() . '|' . $orderId;
    }
}
