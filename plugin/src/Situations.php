<?php

declare(strict_types=1);

namespace Waybill;

use Waybill\Connection\Connection;
use Waybill\Connection\Logistos;
use Waybill\Order\Situation;
use Waybill\Order\Verdict;

/** Gathers how an order stands with a platform. */
final class Situations
{
    public function __construct(
        private readonly OutboxHistory $history,
        private readonly Circuit $circuit,
        private readonly Hooks $hooks,
        private readonly Extension $extension,
    ) {}

    /** As it is now, whatever it costs. */
    public function of(Connection $connection, \WC_Order $order): Situation
    {
        $probeAt = $this->circuit->opensAt($connection->id());

        return $this->with(
            $connection,
            $order,
            $this->history->delivery($order->get_id(), $connection->id()),
            null === $probeAt ? null : (int) strtotime("$probeAt UTC"),
        );
    }

    /** Of what is known already, without a query. */
    public function with(Connection $connection, \WC_Order $order, ?Delivery $delivery, ?int $probeAt = null): Situation
    {
        return new Situation(
            $connection->label(),
            $connection->isOpen(),
            $connection->pausedBecause(),
            $this->extension->isReady(),
            $order->get_type(),
            wc_get_order_status_name($order->get_status()),
            array_map(wc_get_order_status_name(...), $connection->dueStatuses()),
            fn(): Verdict => $this->verdict($connection, $order, ($delivery->deliveredRevision ?? 0) > 0),
            $order->get_id() <= $connection->dueSince(),
            Logistos::ID === $connection->id(),
            $delivery,
            $probeAt,
            time(),
        );
    }

    private function verdict(Connection $connection, \WC_Order $order, bool $isThere): Verdict
    {
        $isDue = self::ask(fn(): bool => $this->hooks->isDue($connection, $order));
        $isStillDue = self::ask(fn(): bool => $this->hooks->isStillDue($connection, $order, $isThere));

        $status = $order->get_status();

        return new Verdict($isDue, $isStillDue, !$isDue && $connection->wants($status) || !$isStillDue && $connection->stillWants($status, $isThere));
    }

    /** An error in another plugin's filter must not end the merchant's screen; the delivery says it, when it fails. */
    private static function ask(callable $isDue): bool
    {
        try {
            return $isDue();
        } catch (\Throwable) {
            return true;
        }
    }
}
