<?php

declare(strict_types=1);

namespace Waybill;

/**
 * The outbox: what is to be delivered to whom, and how far it has come. With the other Outbox* classes and Circuit the only code that reads or writes its tables.
 *
 * A row is one (connection, order). It is made with one INSERT that tolerates its own repeat. All times are the database's, so that the nodes' clocks need not agree.
 */
final class Outbox
{
    /**
     * The tail of a request that made an order sends it at once; any other worker lets it rest this long, so that it does not read an order
     * which that request is still building.
     */
    private const SETTLE_S = 3;

    /** An order that is being edited is saved several times. */
    private const DEBOUNCE_S = 20;

    /** Rows of one INSERT. */
    private const ROWS = 500;

    public function __construct(
        private readonly OutboxDatabase $db,
        private readonly OutboxSchema $schema,
    ) {}

    /**
     * Queues orders as they come: one row each, however often it is called. One that was withdrawn goes out under a new revision and its key: nobody knows whether an
     * attempt before that arrived.
     *
     * @param list<int> $orderIds
     * @return bool Whether the database took them.
     */
    public function enqueue(string $connection, string $deviceId, array $orderIds, DeliveryState $state): bool
    {
        return $this->insert(
            $connection,
            $deviceId,
            $orderIds,
            $state,
            Lane::Live,
            0,
            "lane = IF(state IN ('pending', 'claimed', 'held', 'withdrawn'), VALUES(lane), lane), " . $this->again($deviceId, "state = 'withdrawn'"),
        );
    }

    /** Notes that another plugin's filter will not have this order sent: nobody need look for it. */
    public function veto(string $connection, string $deviceId, int $orderId): void
    {
        $this->insert($connection, $deviceId, [$orderId], DeliveryState::Withdrawn, Lane::Live, 0, 'id = id');
    }

    /**
     * Queues orders for a backfill. Those that an earlier one, or the live lane, delivered or failed go out again under their old key; those that wait keep their place.
     *
     * @param list<int> $orderIds
     * @param int $backfill The backfill's number; repeating a call under the same number changes nothing.
     */
    public function enqueueBackfill(string $connection, string $deviceId, array $orderIds, DeliveryState $state, int $backfill): bool
    {
        $again = "backfill <> VALUES(backfill) AND state IN ('delivered', 'failed', 'withdrawn')";

        return $this->insert(
            $connection,
            $deviceId,
            $orderIds,
            $state,
            Lane::Backfill,
            $backfill,
            "lane = IF($again, VALUES(lane), lane), " . $this->again($deviceId, $again) . ', backfill = VALUES(backfill)',
        );
    }

    /**
     * Queues orders that the merchant asks for by hand, due at once. What waits, failed or is held goes out under its key; what was withdrawn under a new revision and its
     * key. What is under way is left alone.
     *
     * @param list<int> $orderIds
     * @param bool $again Whether what was delivered goes out as well, under a new revision and its key, be it changed or not.
     * @return bool Whether the database took them.
     */
    public function sendNow(string $connection, string $deviceId, array $orderIds, bool $again): bool
    {
        // Assignments run from left to right: `state` comes last because the others ask for its old value.
        $isNew = $again ? "state IN ('delivered', 'withdrawn')" : "state = 'withdrawn'";
        $isIdle = $again ? "state <> 'claimed'" : "state NOT IN ('claimed', 'delivered')";

        return $this->insert($connection, $deviceId, $orderIds, DeliveryState::Pending, Lane::Live, 0, "
            idempotency_key = IF($isNew, {$this->nextKey($deviceId)}, idempotency_key), revision = revision + IF($isNew, 1, 0),
            content_hash = IF($isNew, NULL, content_hash), attempts = IF($isNew OR state = 'failed', 0, attempts),
            crashes = IF($isIdle, LEAST(crashes, 1), crashes), reason = IF($isIdle, NULL, reason), lane = IF($isIdle, VALUES(lane), lane),
            next_attempt_at = IF($isIdle, UTC_TIMESTAMP(), next_attempt_at), updated_at = IF($isIdle, UTC_TIMESTAMP(), updated_at),
            state = IF($isIdle, VALUES(state), state)");
    }

    /** The delivery key of contract.md. */
    public static function key(string $deviceId, string $connection, int $orderId, int $revision): string
    {
        return substr(hash('sha256', "$deviceId|$connection|$orderId|$revision"), 0, 32);
    }

    /** Forgets what was not delivered of an order that the merchant deleted. */
    public function forgetOrder(int $orderId): void
    {
        $this->db->run($this->db->sql(
            "DELETE FROM {$this->schema->deliveries()} WHERE order_id = %d AND state IN ('pending', 'failed', 'held', 'withdrawn')",
            $orderId,
        ));
    }

    /** Keeps a paused connection's deliveries where they are. */
    public function hold(string $connection): void
    {
        $this->move($connection, DeliveryState::Pending, DeliveryState::Held);
    }

    /** Lets a connection's held deliveries go on, in their order. */
    public function releaseHeld(string $connection): void
    {
        $this->move($connection, DeliveryState::Held, DeliveryState::Pending);
    }

    /**
     * An order that was queued before has changed: it goes out once more, under a new revision and its key. One that waits untried needs none: its content is read
     * when it is sent. One that is under way is pending again when it comes back.
     *
     * @param DeliveryState $state Pending, or Held where the connection is paused.
     */
    public function revise(string $connection, string $deviceId, int $orderId, DeliveryState $state): void
    {
        $this->db->run($this->db->sql(
            "UPDATE {$this->schema->deliveries()} d
            SET idempotency_key = {$this->nextKey($deviceId)}, revision = revision + 1,
                attempts = IF(state = 'claimed', attempts, 0), lane = 0, next_attempt_at = UTC_TIMESTAMP() + INTERVAL %d SECOND,
                state = IF(state IN ('delivered', 'failed'), %s, state), reason = NULL, updated_at = UTC_TIMESTAMP()
            WHERE connection = %s AND order_id = %d AND state <> 'withdrawn' AND NOT (state IN ('pending', 'held') AND attempts = 0 AND crashes = 0 AND delivered_revision < revision
                AND NOT EXISTS (SELECT 1 FROM {$this->schema->attempts()} a WHERE a.delivery_id = d.id AND a.revision = d.revision))",
            self::DEBOUNCE_S,
            $state->value,
            $connection,
            $orderId,
        ));
    }

    /**
     * Has failed deliveries tried again, under their keys.
     *
     * @param DeliveryState $state Pending, or Held where the connection is paused or switched off.
     * @param list<int>|null $orderIds Only these orders'.
     * @param string|null $since Only those that failed since; `Y-m-d H:i:s`, UTC.
     * @param string|null $until Only those that failed before.
     * @param string|null $failure Only those of this reason, as OutboxFigures::failures() names it.
     * @return int How many.
     */
    public function retryFailed(
        string $connection,
        DeliveryState $state,
        ?array $orderIds = null,
        ?string $since = null,
        ?string $until = null,
        ?string $failure = null,
    ): int {
        $where = $this->failed($connection, $orderIds, $since, $until, $failure);

        return $this->db->run("UPDATE {$this->schema->deliveries()}
            SET state = '{$state->value}', reason = NULL, attempts = 0, crashes = LEAST(crashes, 1), next_attempt_at = UTC_TIMESTAMP(), updated_at = UTC_TIMESTAMP() WHERE $where") ?? 0;
    }

    /**
     * How many `retryFailed` would try again.
     *
     * @param list<int>|null $orderIds
     */
    public function countFailed(string $connection, ?array $orderIds = null, ?string $since = null, ?string $until = null): int
    {
        return (int) $this->db->value("SELECT COUNT(*) FROM {$this->schema->deliveries()} WHERE " . $this->failed($connection, $orderIds, $since, $until));
    }

    /**
     * Those of these orders that were never queued for this connection, or were withdrawn because they were not due then.
     *
     * @param list<int> $orderIds
     * @return list<int>
     */
    public function missing(string $connection, array $orderIds): array
    {
        if ([] === $orderIds) {
            return [];
        }
        $rows = $this->db->rows(
            $this->db->sql(
                "SELECT order_id FROM {$this->schema->deliveries()} FORCE INDEX (connection_order) WHERE connection = %s AND NOT (state = 'withdrawn' AND reason = 'not_due') AND ",
                $connection,
            )
                . self::ofOrders($orderIds),
        );

        return null === $rows ? [] : array_values(array_diff($orderIds, array_map(intval(...), array_column($rows, 'order_id'))));
    }

    /**
     * When these orders' deliveries came to rest, of those that did.
     *
     * @param list<int> $orderIds
     * @return array<int, string> Order ids to `Y-m-d H:i:s`, UTC.
     */
    public function settledAt(string $connection, array $orderIds): array
    {
        $rows = $this->db->rows(
            $this->db->sql(
                "SELECT order_id, updated_at FROM {$this->schema->deliveries()} FORCE INDEX (connection_order) WHERE connection = %s AND state IN ('delivered', 'failed') AND ",
                $connection,
            )
                . self::ofOrders($orderIds),
        );

        return array_map(strval(...), array_column($rows ?? [], 'updated_at', 'order_id'));
    }

    /**
     * @param list<int> $orderIds
     * @param string $onDuplicate What a row that is there already takes over, as SQL assignments.
     */
    private function insert(string $connection, string $deviceId, array $orderIds, DeliveryState $state, Lane $lane, int $backfill, string $onDuplicate): bool
    {
        $done = true;
        // What is live rests a moment (see SETTLE_S); what is old does not change under our hands.
        $rest = Lane::Live === $lane ? self::SETTLE_S : 0;
        // What the rows share is made once: a backfill has a million of them.
        $before = "({$this->db->text($connection)}, {$lane->value}, '{$state->value}', ";
        $reason = $this->db->text(DeliveryState::Withdrawn === $state ? Reason::Vetoed->value : null);
        $after = ", UTC_TIMESTAMP() + INTERVAL $rest SECOND, $backfill, $reason, UTC_TIMESTAMP(), UTC_TIMESTAMP())";
        foreach (array_chunk($orderIds, self::ROWS) as $chunk) {
            $rows = array_map(
                static fn(int $orderId): string => $before . $orderId . ", '" . self::key($deviceId, $connection, $orderId, 1) . "'" . $after,
                $chunk,
            );
            $done = null !== $this->db->run("INSERT INTO {$this->schema->deliveries()}
                    (connection, lane, state, order_id, idempotency_key, next_attempt_at, backfill, reason, created_at, updated_at)
                VALUES "
            . implode(', ', $rows)
            . " ON DUPLICATE KEY UPDATE $onDuplicate") && $done;
        }

        return $done;
    }

    /** @param list<int>|null $orderIds */
    private function failed(string $connection, ?array $orderIds, ?string $since, ?string $until, ?string $failure = null): string
    {
        $where = $this->db->sql("connection = %s AND state = 'failed'", $connection) . (null === $orderIds ? '' : ' AND ' . self::ofOrders($orderIds));
        foreach (['updated_at >=' => $since, 'updated_at <' => $until, OutboxFigures::FAILURE . ' =' => $failure] as $condition => $value) {
            $where .= null === $value ? '' : $this->db->sql(" AND $condition %s", $value);
        }

        return $where;
    }

    /** @param list<int> $orderIds */
    private static function ofOrders(array $orderIds): string
    {
        return 'order_id IN (' . implode(', ', [0, ...array_map(intval(...), $orderIds)]) . ')';
    }

    /** The same, of the revision after a row's own, as SQL. */
    private function nextKey(string $deviceId): string
    {
        return "CONVERT(LEFT(SHA2(CONCAT({$this->db->text($deviceId)}, '|', connection, '|', order_id, '|', revision + 1), 256), 32) USING ascii)";
    }

    /**
     * What has a row that is there already go out once more, as assignments: under its old key, but for one that was withdrawn. They run from left to right: `state` comes
     * last because the others ask for its old value.
     *
     * @param string $when The rows, as a condition.
     */
    private function again(string $deviceId, string $when): string
    {
        return "idempotency_key = IF(state = 'withdrawn' AND $when, {$this->nextKey($deviceId)}, idempotency_key),
            revision = revision + IF(state = 'withdrawn' AND $when, 1, 0), attempts = IF($when, 0, attempts), crashes = IF($when, LEAST(crashes, 1), crashes),
            reason = IF($when, NULL, reason), next_attempt_at = IF($when, VALUES(next_attempt_at), next_attempt_at), state = IF($when, VALUES(state), state)";
    }

    private function move(string $connection, DeliveryState $from, DeliveryState $to): void
    {
        $this->db->run($this->db->sql(
            "UPDATE {$this->schema->deliveries()} SET state = %s, updated_at = UTC_TIMESTAMP() WHERE connection = %s AND state = %s",
            $to->value,
            $connection,
            $from->value,
        ));
    }
}
