<?php

declare(strict_types=1);

namespace Waybill;

/** What the outbox's tables say: how many deliveries are where, what waits too long, what failed and why. It only reads. */
final class OutboxFigures
{
    public function __construct(
        private readonly OutboxDatabase $db,
        private readonly OutboxSchema $schema,
    ) {}

    /**
     * How many deliveries are in each state.
     *
     * @param int|null $backfill Of this backfill only; null for all of the connection.
     * @return array<string, int> Every state's word to its count, 0 included.
     */
    public function counts(string $connection, ?int $backfill = null): array
    {
        $where = $this->db->sql('connection = %s', $connection);
        if (null !== $backfill) {
            $where .= $this->db->sql(' AND backfill = %d', $backfill);
        }
        $counts = array_fill_keys(array_map(static fn(DeliveryState $state): string => $state->value, DeliveryState::cases()), 0);
        foreach ($this->db->rows("SELECT state, COUNT(*) AS n FROM {$this->schema->deliveries()} WHERE $where GROUP BY state") ?? [] as $row) {
            $counts[(string) $row['state']] = (int) $row['n'];
        }

        return $counts;
    }

    /**
     * What waits: due now, due later, in a worker's hands.
     *
     * @return array{due: int, later: int, under_way: int, oldest_due_at: string|null, next_attempt_at: string|null} Times as `Y-m-d H:i:s`, UTC.
     */
    public function queue(string $connection): array
    {
        $due = "state = 'pending' AND next_attempt_at <= UTC_TIMESTAMP()";
        $later = "state = 'pending' AND next_attempt_at > UTC_TIMESTAMP()";
        $rows = $this->db->rows($this->db->sql("SELECT SUM($due) AS due, SUM($later) AS later, SUM(state = 'claimed') AS under_way,
                MIN(IF($due, next_attempt_at, NULL)) AS oldest_due_at, MIN(IF($later, next_attempt_at, NULL)) AS next_attempt_at
            FROM {$this->schema->deliveries()} WHERE connection = %s AND state IN ('pending', 'claimed')", $connection));
        $row = $rows[0] ?? [];

        return [
            'due' => (int) ($row['due'] ?? 0),
            'later' => (int) ($row['later'] ?? 0),
            'under_way' => (int) ($row['under_way'] ?? 0),
            'oldest_due_at' => $row['oldest_due_at'] ?? null,
            'next_attempt_at' => $row['next_attempt_at'] ?? null,
        ];
    }

    /** How many live deliveries have been due for longer than this, and are still not tried. A backfill may take its time. */
    public function overdue(string $connection, int $minutes): int
    {
        return (int) $this->db->value($this->db->sql(
            "SELECT COUNT(*) FROM {$this->schema->deliveries()}
            WHERE connection = %s AND state = 'pending' AND lane = 0 AND next_attempt_at < UTC_TIMESTAMP() - INTERVAL %d MINUTE",
            $connection,
            $minutes,
        ));
    }

    /** How many delivered orders the platform does not know, as it says. */
    public function unknownShipments(string $connection): int
    {
        return (int) $this->db->value($this->db->sql(
            "SELECT COUNT(*) FROM {$this->schema->deliveries()} WHERE connection = %s AND state = 'delivered' AND remote_status = %s",
            $connection,
            ShipmentStatus::Unknown->value,
        ));
    }

    /**
     * Why deliveries failed, the most frequent reason first.
     *
     * @return list<array{message: string, orders: int}>
     */
    public function failures(string $connection, int $limit): array
    {
        $rows = $this->db->rows($this->db->sql(
            "SELECT message, COUNT(*) AS orders FROM {$this->schema->deliveries()} WHERE connection = %s AND state = 'failed'
            GROUP BY message ORDER BY orders DESC, message LIMIT %d",
            $connection,
            $limit,
        ));

        return array_map(static fn(array $row): array => ['message' => (string) $row['message'], 'orders' => (int) $row['orders']], $rows ?? []);
    }

    /** How many orders of this backfill the platform took in the last seconds. */
    public function deliveredWithin(string $connection, int $backfill, int $seconds): int
    {
        return (int) $this->db->value($this->db->sql(
            "SELECT COUNT(*) FROM {$this->schema->deliveries()}
            WHERE connection = %s AND delivered_at > UTC_TIMESTAMP() - INTERVAL %d SECOND AND backfill = %d AND state = 'delivered'",
            $connection,
            $seconds,
            $backfill,
        ));
    }
}
