<?php

declare(strict_types=1);

namespace Waybill;

/**
 * The outbox: what is to be delivered to whom, and how far it has come. The only code that reads or writes its tables.
 *
 * A row is one (connection, order). It is made with one INSERT that tolerates its own repeat, and taken with one UPDATE that sets a lease: whoever starts a
 * worker, on however many web nodes, no two of them hold the same delivery. All times are the database's, so that the nodes' clocks need not agree.
 */
final class Outbox
{
    /** Longer than any deadline that a worker gives itself, so that a lease ends only when its holder is gone. */
    private const LEASE_S = 120;

    /**
     * The tail of a request that made an order sends it at once; any other worker lets it rest this long, so that it does not read an order
     * which that request is still building.
     */
    private const SETTLE_S = 5;

    /** Rows of one INSERT. */
    private const ROWS = 500;

    public function __construct(
        private readonly \wpdb $db,
        private readonly OutboxSchema $schema,
        private readonly Log $log,
    ) {}

    /**
     * Queues orders as they come: one row each, however often it is called.
     *
     * @param list<int> $orderIds
     * @return bool Whether the database took them.
     */
    public function enqueue(string $connection, string $deviceId, array $orderIds, DeliveryState $state): bool
    {
        return $this->insert($connection, $deviceId, $orderIds, $state, Lane::Live, 0, "lane = IF(state = 'pending', 0, lane)");
    }

    /**
     * Queues orders for a backfill. Those that an earlier one, or the live lane, delivered or failed go out again under their old key; those that wait keep their place.
     *
     * @param list<int> $orderIds
     * @param int $backfill The backfill's number; repeating a call under the same number changes nothing.
     */
    public function enqueueBackfill(string $connection, string $deviceId, array $orderIds, DeliveryState $state, int $backfill): bool
    {
        // Assignments run from left to right: `state` and `backfill` come last because the others ask for their old values.
        $again = "backfill <> VALUES(backfill) AND state IN ('delivered', 'failed')";

        return $this->insert(
            $connection,
            $deviceId,
            $orderIds,
            $state,
            Lane::Backfill,
            $backfill,
            "lane = IF($again, VALUES(lane), lane), attempts = IF($again, 0, attempts),
             next_attempt_at = IF($again, VALUES(next_attempt_at), next_attempt_at),
             state = IF($again, VALUES(state), state), backfill = VALUES(backfill)",
        );
    }

    /**
     * Takes due deliveries, live before backfill, and leases them to the caller. Each must come back through `record`, `withdraw` or the end of its lease.
     *
     * @param list<int>|null $orderIds Only these orders', due or still resting; null for whatever is due.
     * @return list<Claim>
     */
    public function claim(string $connection, int $limit, ?array $orderIds = null): array
    {
        $claims = [];
        foreach (Lane::cases() as $lane) {
            $room = $limit - count($claims);
            if ($room > 0) {
                $claims = [...$claims, ...$this->claimLane($connection, $lane, $room, $orderIds)];
            }
        }

        return $claims;
    }

    /**
     * Stores what became of claimed deliveries, with an attempt row each. One that changed while it was under way is pending again, under its new revision.
     * One whose lease ended meanwhile, and that another worker took, is left to that worker.
     *
     * @param list<Result> $results
     */
    public function record(array $results): void
    {
        foreach (array_chunk($results, self::ROWS) as $chunk) {
            $this->recordAttempts($chunk);
            $rows = array_map($this->resultRow(...), $chunk);
            $this->run(
                "UPDATE {$this->schema->deliveries()} d JOIN ("
                . implode(' UNION ALL ', $rows)
                . ") r ON r.id = d.id AND r.claim = d.claim
                SET d.delivered_at = IF(r.state = 'delivered', UTC_TIMESTAMP(), d.delivered_at),
                    d.attempts = CASE WHEN d.revision > d.claimed_revision THEN 0 WHEN r.unsent THEN d.attempts - 1 ELSE d.attempts END,
                    d.state = IF(d.revision > d.claimed_revision, 'pending', r.state),
                    d.next_attempt_at = UTC_TIMESTAMP() + INTERVAL r.retry_in_s SECOND,
                    d.http_status = r.http_status, d.message = r.message, d.remote_id = COALESCE(r.remote_id, d.remote_id),
                    d.claim = NULL, d.claimed_revision = NULL, d.lease_until = NULL, d.updated_at = UTC_TIMESTAMP()",
            );
        }
    }

    /** Forgets a claimed delivery whose order is no longer to be sent. */
    public function withdraw(Claim $claim): void
    {
        $this->run($this->sql("DELETE FROM {$this->schema->deliveries()} WHERE id = %d AND claim = %s", $claim->id, $claim->token));
    }

    /** Forgets what was not delivered of an order that the merchant deleted. */
    public function forgetOrder(int $orderId): void
    {
        $this->run($this->sql("DELETE FROM {$this->schema->deliveries()} WHERE order_id = %d AND state IN ('pending', 'failed', 'held')", $orderId));
    }

    /** Gives back what died with its worker. */
    public function releaseExpired(): void
    {
        $this->run(
            "UPDATE {$this->schema->deliveries()} SET state = 'pending', claim = NULL, claimed_revision = NULL, lease_until = NULL, updated_at = UTC_TIMESTAMP()
            WHERE state = 'claimed' AND lease_until < UTC_TIMESTAMP()",
        );
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

    /** Whether something is due now, in either lane. */
    public function hasDue(string $connection): bool
    {
        return null !== $this->db->get_var($this->sql(
            "SELECT 1 FROM {$this->schema->deliveries()} WHERE connection = %s AND state = 'pending' AND next_attempt_at <= UTC_TIMESTAMP() LIMIT 1",
            $connection,
        ));
    }

    /**
     * How many deliveries are in each state.
     *
     * @param int|null $backfill Of this backfill only; null for all of the connection.
     * @return array<string, int> Every state's word to its count, 0 included.
     */
    public function counts(string $connection, ?int $backfill = null): array
    {
        $where = $this->sql('connection = %s', $connection);
        if (null !== $backfill) {
            $where .= $this->sql(' AND backfill = %d', $backfill);
        }
        $counts = array_fill_keys(array_map(static fn(DeliveryState $state): string => $state->value, DeliveryState::cases()), 0);
        $rows = $this->db->get_results("SELECT state, COUNT(*) AS n FROM {$this->schema->deliveries()} WHERE $where GROUP BY state", ARRAY_A);
        foreach ($rows ?? [] as $row) {
            $counts[$row['state']] = (int) $row['n'];
        }

        return $counts;
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
        foreach (array_chunk($orderIds, self::ROWS) as $chunk) {
            $rows = array_map(fn(int $orderId): string => $this->sql(
                '(%s, %d, %d, %s, %s, UTC_TIMESTAMP() + INTERVAL %d SECOND, %d, UTC_TIMESTAMP(), UTC_TIMESTAMP())',
                $connection,
                $orderId,
                $lane->value,
                $state->value,
                self::key($deviceId, $connection, $orderId, 1),
                $rest,
                $backfill,
            ), $chunk);
            $done = $this->run("INSERT INTO {$this->schema->deliveries()}
                    (connection, order_id, lane, state, idempotency_key, next_attempt_at, backfill, created_at, updated_at)
                VALUES "
            . implode(', ', $rows)
            . " ON DUPLICATE KEY UPDATE $onDuplicate") && $done;
        }

        return $done;
    }

    /** The delivery key of contract.md: one order, one revision, one key, for ever. */
    private static function key(string $deviceId, string $connection, int $orderId, int $revision): string
    {
        return substr(hash('sha256', "$deviceId|$connection|$orderId|$revision"), 0, 32);
    }

    /**
     * @param list<int>|null $orderIds
     * @return list<Claim>
     */
    private function claimLane(string $connection, Lane $lane, int $limit, ?array $orderIds): array
    {
        if ([] === $orderIds) {
            return [];
        }
        $which = null === $orderIds
            ? 'next_attempt_at <= UTC_TIMESTAMP()'
            : 'attempts = 0 AND order_id IN (' . implode(', ', array_map(intval(...), $orderIds)) . ')';
        $token = bin2hex(random_bytes(16));
        $taken = $this->run($this->sql(
            "UPDATE {$this->schema->deliveries()}
            SET state = 'claimed', claim = %s, claimed_revision = revision, attempts = attempts + 1,
                lease_until = UTC_TIMESTAMP() + INTERVAL %d SECOND, updated_at = UTC_TIMESTAMP()
            WHERE connection = %s AND state = 'pending' AND lane = %d AND $which
            ORDER BY next_attempt_at, id LIMIT %d",
            $token,
            self::LEASE_S,
            $connection,
            $lane->value,
            $limit,
        ));
        if (!$taken || 0 === $this->db->rows_affected) {
            return [];
        }
        $rows = $this->db->get_results(
            $this->sql("SELECT id, order_id, revision, idempotency_key, attempts FROM {$this->schema->deliveries()} WHERE claim = %s ORDER BY id", $token),
            ARRAY_A,
        );

        return array_map(
            static fn(array $row): Claim => new Claim(
                (int) $row['id'],
                $token,
                (int) $row['order_id'],
                (int) $row['revision'],
                $row['idempotency_key'],
                (int) $row['attempts'],
            ),
            $rows ?? [],
        );
    }

    private function resultRow(Result $result): string
    {
        return $this->sql(
            "SELECT %d AS id, %s AS claim, %s AS state, %d AS retry_in_s, %d AS unsent, NULLIF(%d, 0) AS http_status, NULLIF(%s, '') AS message, NULLIF(%s, '') AS remote_id",
            $result->claim->id,
            $result->claim->token,
            $result->state->value,
            $result->retryInS ?? 0,
            $result->wasSent() ? 0 : 1,
            $result->httpStatus ?? 0,
            $result->message ?? '',
            $result->remoteId ?? '',
        );
    }

    /** @param list<Result> $results */
    private function recordAttempts(array $results): void
    {
        $rows = [];
        foreach ($results as $result) {
            if ($result->wasSent()) {
                $rows[] = $this->sql(
                    "(%d, %d, %d, UTC_TIMESTAMP(), %s, NULLIF(%d, 0), %d, NULLIF(%s, ''))",
                    $result->claim->id,
                    $result->claim->revision,
                    $result->claim->attempt,
                    $result->outcome,
                    $result->httpStatus ?? 0,
                    $result->durationMs,
                    $result->message ?? '',
                );
            }
        }
        if ([] !== $rows) {
            $this->run(
                "INSERT INTO {$this->schema->attempts()} (delivery_id, revision, attempt, attempted_at, outcome, http_status, duration_ms, message) VALUES "
                    . implode(', ', $rows),
            );
        }
    }

    private function move(string $connection, DeliveryState $from, DeliveryState $to): void
    {
        $this->run($this->sql(
            "UPDATE {$this->schema->deliveries()} SET state = %s, updated_at = UTC_TIMESTAMP() WHERE connection = %s AND state = %s",
            $to->value,
            $connection,
            $from->value,
        ));
    }

    /** The query with its values in place; the placeholders are wpdb's. */
    private function sql(string $query, int|string ...$values): string
    {
        return (string) $this->db->prepare($query, ...$values);
    }

    /** Runs a write; where the database refuses it, says so in the log. */
    private function run(string $sql): bool
    {
        $done = false !== $this->db->query($sql);
        if (!$done) {
            $this->log->error('The database refused a write to the outbox: {error}', ['error' => $this->db->last_error]);
        }

        return $done;
    }
}
