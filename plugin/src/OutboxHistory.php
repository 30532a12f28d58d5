<?php

declare(strict_types=1);

namespace Waybill;

use Waybill\Order\Standing;

/** What the outbox's tables say of given orders: where their deliveries stand, and what was tried. It only reads. */
final class OutboxHistory
{
    /** Deliveries that are quickly gathered. */
    private const FEW = 50_000;

    public function __construct(
        private readonly OutboxDatabase $db,
        private readonly OutboxSchema $schema,
        private readonly int $few = self::FEW,
    ) {}

    /**
     * The deliveries of these orders, in one query.
     *
     * @param list<int> $orderIds
     * @return array<int, array<string, Delivery>> Order ids to connection ids to deliveries.
     */
    public function deliveries(array $orderIds): array
    {
        $deliveries = [];
        if ([] !== $orderIds) {
            // Named: a database that has not counted the table since it grew reads all of it.
            $rows = $this->db->rows(
                "SELECT * FROM {$this->schema->deliveries()} FORCE INDEX (order_id) WHERE order_id IN ("
                . implode(', ', array_map(intval(...), $orderIds))
                . ')',
            );
            foreach ($rows ?? [] as $row) {
                $delivery = Delivery::ofRow($row);
                $deliveries[$delivery->orderId][$delivery->connection] = $delivery;
            }
        }

        return $deliveries;
    }

    /** The delivery of an order to a platform; null where it was never queued. */
    public function delivery(int $orderId, string $connection): ?Delivery
    {
        return $this->deliveries([$orderId])[$orderId][$connection] ?? null;
    }

    /**
     * The attempts at a delivery, of all its revisions, the newest first.
     *
     * @return list<Attempt>
     */
    public function attempts(Delivery $delivery, int $limit): array
    {
        return array_map(
            Attempt::ofRow(...),
            $this->db->rows($this->db->sql("SELECT * FROM {$this->schema->attempts()} WHERE delivery_id = %d ORDER BY id DESC LIMIT %d", $delivery->id, $limit))
            ?? [],
        );
    }

    /**
     * The condition under which an order stands so with a platform, for a query of orders.
     *
     * @param string $orderId The column of its id, as SQL.
     */
    public function condition(string $connection, Standing $standing, string $orderId): string
    {
        $states = array_map(static fn(DeliveryState $state): string => "'{$state->value}'", $standing->states());
        $from = $this->db->sql("FROM {$this->schema->deliveries()} waybill WHERE waybill.connection = %s", $connection);
        $stands = 'waybill.state IN (' . implode(', ', $states) . ')';
        $indexed = $this->db->sql("{$this->schema->deliveries()} waybill FORCE INDEX (due) WHERE waybill.connection = %s AND ", $connection) . $stands;

        return match (true) {
            // Of most orders the index alone says that there is a delivery; few are withdrawn. Asked with NOT EXISTS, the database would gather all deliveries first.
            Standing::NotSent === $standing
                => "((SELECT 1 $from AND waybill.order_id = $orderId) IS NULL OR $orderId IN (SELECT waybill.order_id $from AND $stands))",
            // Where many stand so, each order is asked: with EXISTS, the database may gather all of them, too.
            $this->db->upTo($this->few + 1, $indexed) > $this->few => "(SELECT 1 $from AND $stands AND waybill.order_id = $orderId) IS NOT NULL",
            default => "EXISTS (SELECT 1 $from AND $stands AND waybill.order_id = $orderId)",
        };
    }
}
