<?php

declare(strict_types=1);

namespace Waybill;

/**
 * Who works on what: deliveries are taken with a lease, and come back with a result. Whoever starts a worker, on however many web nodes, no two of them hold the same
 * delivery. All times are the database's, so that the nodes' clocks need not agree.
 */
final class OutboxClaims
{
    /** Longer than any deadline that a worker gives itself, so that a lease ends only when its holder is gone. */
    private const LEASE_S = 120;

    /** So often may PHP end in the middle of an order before it is the order's fault. */
    private const CRASHES = 8;

    /** What `Claim` is made of, besides the attempts. */
    private const CLAIM = 'id, order_id, revision, idempotency_key, delivered_revision, content_hash, lane';

    /** Results of one UPDATE, and what is stored of each. */
    private const ROWS = 500;
    private const RESULT = ['id', 'claim', 'state', 'retry_in_s', 'unsent', 'http_status', 'message', 'remote_id', 'content_hash', 'order_status', 'reason'];

    public function __construct(
        private readonly OutboxDatabase $db,
        private readonly OutboxSchema $schema,
        private readonly WriteBehind $behind,
    ) {}

    /**
     * Takes due deliveries, live before backfill, and leases them to the caller. Each must come back through `record` or the end of its lease.
     *
     * @param list<int>|null $orderIds Only these orders', due or still resting; null for whatever is due.
     * @param Lane $last The last lane that moves: with Live, the backfill rests.
     * @param int $set How many where they are of the backfill alone, if more.
     * @return list<Claim>
     */
    public function claim(string $connection, int $limit, ?array $orderIds = null, Lane $last = Lane::Backfill, int $set = 0): array
    {
        [$which, $index] = null === $orderIds
            ? ['next_attempt_at <= UTC_TIMESTAMP()', 'due']
            : ['attempts = 0 AND order_id IN (' . implode(', ', [0, ...array_map(intval(...), $orderIds)]) . ')', 'connection_order'];
        $claims = [];
        foreach ($last->andBefore() as $lane) {
            $room = Lane::Backfill === $lane && [] === $claims ? max($limit, $set) : $limit - count($claims);
            if ($room > 0) {
                $claims = [...$claims, ...$this->take($connection, "state = 'pending' AND lane = {$lane->value} AND crashes = 0 AND $which", $room, $index)];
            }
        }

        return $claims;
    }

    /**
     * Takes one delivery during which PHP ended before: alone, so that it takes no other with it if it does so again.
     *
     * @param Lane $last The last lane that moves.
     * @return list<Claim> One, or none.
     */
    public function claimSuspect(string $connection, Lane $last = Lane::Backfill): array
    {
        $lanes = implode(', ', array_column($last->andBefore(), 'value'));

        return $this->take($connection, "state = 'pending' AND lane IN ($lanes) AND crashes > 0 AND next_attempt_at <= UTC_TIMESTAMP()", 1, 'suspects');
    }

    /**
     * Takes this order's delivery, whenever it is due.
     *
     * @return list<Claim> One, or none where nothing waits.
     */
    public function claimOrder(string $connection, int $orderId): array
    {
        return $this->take($connection, $this->db->sql("state = 'pending' AND order_id = %d", $orderId), 1, 'connection_order');
    }

    /**
     * Stores what became of claimed deliveries, with an attempt row each. One that changed while it was under way is pending again, under its new revision.
     * One that is withdrawn stays as delivered where the platform has an earlier revision. One whose lease ended meanwhile, and that another worker took, is left to that
     * worker. What the platform has is known for certain only after a first attempt that was answered: an earlier one without an answer may have left it other content.
     *
     * @param list<Result> $results
     * @return bool Whether the database took them.
     */
    public function record(array $results): bool
    {
        $isKept = true;
        foreach (array_chunk($results, self::ROWS) as $chunk) {
            $statements = $this->recording($chunk);
            $written = $this->db->together(function () use ($statements): ?bool {
                foreach ($statements as $statement) {
                    if (null === $this->db->write($statement)) {
                        return null;
                    }
                }

                return true;
            });
            $isKept = null !== $written && $isKept;
        }

        return $isKept;
    }

    /**
     * Begins what `record` does, and does not wait for it: `endRecording` does.
     *
     * @param non-empty-list<Result> $results
     * @return bool Whether it was begun (WriteBehind): one set at a time is.
     */
    public function beginRecording(array $results): bool
    {
        return count($results) <= self::ROWS && $this->behind->isReady() && $this->behind->begin($this->recording($results));
    }

    /**
     * Waits for what was begun; where that came to nothing, as by a deadlock, it is done once more.
     *
     * @param non-empty-list<Result> $results The same.
     * @return bool Whether the database took them.
     */
    public function endRecording(array $results): bool
    {
        return $this->behind->finish() || $this->record($this->held($results));
    }

    /** Gives the connection back that recording beside wpdb takes. */
    public function close(): void
    {
        $this->behind->close();
    }

    /**
     * Gives back what died with its worker. A lease that is longer than any is over too: the database's clock was set back since.
     *
     * @return int How many deliveries came back.
     */
    public function releaseExpired(string $connection): int
    {
        $crashed = 'crashes + 1 >= ' . self::CRASHES;
        $released = $this->db->run($this->db->sql(
            "UPDATE {$this->schema->deliveries()}
            SET state = IF($crashed, 'failed', 'pending'), reason = IF($crashed, 'crashed', NULL), message = IF($crashed, 'PHP ended each time while this order was being sent', message),
                crashes = crashes + 1, content_hash = NULL, claim = NULL, claimed_revision = NULL, lease_until = NULL, updated_at = UTC_TIMESTAMP()
            WHERE connection = %s AND state = 'claimed' AND (lease_until < UTC_TIMESTAMP() OR lease_until > UTC_TIMESTAMP() + INTERVAL %d SECOND)",
            $connection,
            2 * self::LEASE_S,
        ));

        return $released ?? 0;
    }

    /** Ends waits that are longer than any: 24 hours with jitter, or what a platform may ask for. The database's clock was set back since. */
    public function endImpossibleWaits(string $connection): void
    {
        $this->db->run($this->db->sql("UPDATE {$this->schema->deliveries()} SET next_attempt_at = UTC_TIMESTAMP()
            WHERE connection = %s AND state = 'pending' AND lane IN (0, 1) AND next_attempt_at > UTC_TIMESTAMP() + INTERVAL 30 HOUR", $connection));
    }

    /**
     * @param string $index Where to look: left to itself, the database may go over a million that wait to find the one that is meant.
     * @return list<Claim>
     */
    private function take(string $connection, string $where, int $limit, string $index): array
    {
        $token = bin2hex(random_bytes(16));
        $of = $this->db->sql('connection = %s', $connection) . " AND $where";
        $ordered = $this->db->sql('ORDER BY next_attempt_at, id LIMIT %d', $limit);
        $rows = $this->db->skipsLocked()
            ? $this->takeUnlocked($token, $connection, $index, $of, $ordered)
            : $this->takeInTurn($token, $connection, $index, "$of $ordered");

        return array_map(static fn(array $row): Claim => Claim::ofRow($row, $token), $rows ?? []);
    }

    /**
     * Passes over what others are claiming at this moment, in place of waiting for them.
     *
     * @return list<array<string, string|null>>|null
     */
    private function takeUnlocked(#[\SensitiveParameter] string $token, string $connection, string $index, string $of, string $ordered): ?array
    {
        return $this->db->together(function () use ($token, $connection, $index, $of, $ordered): ?array {
            // As they will be once they are marked.
            $columns = self::CLAIM . ', attempts + 1 AS attempts';
            $rows = $this->db->rows("SELECT $columns FROM {$this->schema->deliveries()} FORCE INDEX ($index) WHERE $of $ordered FOR UPDATE SKIP LOCKED");
            if (null === $rows || [] === $rows) {
                return $rows;
            }
            $marked = $this->db->write(
                $this->marking($token, 'PRIMARY') . " WHERE state = 'pending' AND id IN (" . implode(', ', array_column($rows, 'id')) . ')',
            );

            return match ($marked) {
                null => null,
                count($rows) => $rows,
                // The connection was lost in between, and the locks with it.
                default => $this->marked($token, $connection),
            };
        });
    }

    /**
     * Waits for what others are claiming, where the database cannot pass over it.
     *
     * @return list<array<string, string|null>>|null
     */
    private function takeInTurn(#[\SensitiveParameter] string $token, string $connection, string $index, string $which): ?array
    {
        $marked = $this->db->run($this->marking($token, $index) . " WHERE $which");

        return 0 === ($marked ?? 0) ? [] : $this->marked($token, $connection);
    }

    /**
     * What bears the token is ours, whatever the database or the connection to it did in between.
     *
     * @return list<array<string, string|null>>|null
     */
    private function marked(#[\SensitiveParameter] string $token, string $connection): ?array
    {
        return $this->db->rows($this->db->sql(
            'SELECT ' . self::CLAIM . ", attempts FROM {$this->schema->deliveries()} WHERE connection = %s AND state = 'claimed' AND claim = %s ORDER BY id",
            $connection,
            $token,
        ));
    }

    private function marking(#[\SensitiveParameter] string $token, string $index): string
    {
        return $this->db->sql(
            "UPDATE {$this->schema->deliveries()} FORCE INDEX ($index)
            SET state = 'claimed', claim = %s, claimed_revision = revision, attempts = attempts + 1,
                lease_until = UTC_TIMESTAMP() + INTERVAL %d SECOND, updated_at = UTC_TIMESTAMP()",
            $token,
            self::LEASE_S,
        );
    }

    /**
     * Those of them whose claims still hold: the others were recorded by an answer that was lost, or are another worker's now.
     *
     * @param list<Result> $results
     * @return list<Result>
     */
    private function held(array $results): array
    {
        $ids = implode(', ', array_map(static fn(Result $result): int => $result->claim->id, $results));
        $rows = $this->db->rows("SELECT id, claim FROM {$this->schema->deliveries()} WHERE id IN ($ids)");
        if (null === $rows) {
            return $results;
        }
        $claims = array_column($rows, 'claim', 'id');

        return array_values(array_filter($results, static fn(Result $result): bool => hash_equals(
            $result->claim->token,
            (string) ($claims[$result->claim->id] ?? ''),
        )));
    }

    /**
     * What stores these, as statements of one transaction.
     *
     * @param list<Result> $results
     * @return list<string>
     */
    private function recording(array $results): array
    {
        $attempts = array_filter(array_map($this->attemptRow(...), $results));
        [$r, $rows] = $this->given(array_map($this->resultRow(...), $results));
        $taken = "{$r['state']} = 'delivered' AND NOT {$r['unsent']}";
        [$telling, $soon] = [OutboxShipments::TELLING, OutboxShipments::FIRST_CHECK_S];
        // Its platform's last word was of the shipment before: whatever it says of this one is news.
        $isAnew = "$taken AND d.remote_status IN (" . OutboxShipments::words(static fn(ShipmentStatus $status): bool => $status->isLost()) . ')';
        $statements = [] === $attempts
            ? []
            : [
                "INSERT INTO {$this->schema->attempts()} (delivery_id, revision, attempt, attempted_at, outcome, http_status, duration_ms, message) VALUES "
                    . implode(', ', $attempts),
            ];
        $statements[] = "UPDATE {$this->schema->deliveries()} d JOIN ($rows) r ON r.id = d.id AND {$r['claim']} = d.claim
                    SET d.delivered_at = IF($taken, UTC_TIMESTAMP(), d.delivered_at),
                        d.delivered_revision = IF({$r['state']} = 'delivered', d.claimed_revision, d.delivered_revision),
                        d.content_hash = IF({$r['unsent']}, d.content_hash, IF({$r['state']} = 'delivered' AND d.attempts = 1, {$r['content_hash']}, NULL)),
                        d.attempts = CASE WHEN d.revision > d.claimed_revision THEN 0 WHEN {$r['unsent']} THEN d.attempts - 1 ELSE d.attempts END,
                        d.next_attempt_at = IF(d.revision > d.claimed_revision, d.next_attempt_at, UTC_TIMESTAMP() + INTERVAL {$r['retry_in_s']} SECOND),
                        d.state = CASE WHEN d.revision > d.claimed_revision AND {$r['state']} <> 'held' THEN 'pending'
                            WHEN {$r['state']} = 'withdrawn' AND d.delivered_revision > 0 THEN 'delivered' ELSE {$r['state']} END,
                        d.reason = IF(d.revision > d.claimed_revision OR {$r['state']} = 'withdrawn' AND d.delivered_revision > 0, NULL, {$r['reason']}),
                        d.http_status = COALESCE({$r['http_status']}, IF({$r['unsent']}, d.http_status, NULL)), d.message = IF({$r['unsent']}, d.message, {$r['message']}),
                        d.remote_id = COALESCE({$r['remote_id']}, d.remote_id), d.crashes = 0,
                        d.sent_status = IF({$r['state']} = 'delivered', COALESCE({$r['order_status']}, d.sent_status), d.sent_status),
                        d.check_at = IF($taken AND d.connection IN ($telling), UTC_TIMESTAMP() + INTERVAL $soon SECOND, d.check_at),
                        d.attention = IF($isAnew, 0, d.attention), d.remote_status = IF($isAnew, NULL, d.remote_status),
                        d.claim = NULL, d.claimed_revision = NULL, d.lease_until = NULL, d.updated_at = UTC_TIMESTAMP()";

        return $statements;
    }

    /**
     * What all of them share as it is, the rest as a query to be joined with: a set has few differences, and each value costs.
     *
     * @param list<array<string, string>> $rows By `RESULT`, as SQL.
     * @return array{array<string, string>, string} Each column as SQL, and the query that some of them are of: `r`.
     */
    private function given(array $rows): array
    {
        $columns = ['id' => 'r.id'];
        foreach (array_diff(self::RESULT, ['id']) as $name) {
            $values = array_unique(array_column($rows, $name));
            $columns[$name] = 1 === count($values) ? $values[0] : "r.$name";
        }
        $own = array_filter($columns, static fn(string $column, string $name): bool => "r.$name" === $column, ARRAY_FILTER_USE_BOTH);
        $values = array_map(static fn(array $row): string => implode(', ', array_intersect_key($row, $own)), $rows);

        return [$columns, $this->db->values(array_keys($own), $values)];
    }

    /**
     * What `RESULT` names, as SQL.
     *
     * @return array<string, string>
     */
    private function resultRow(Result $result): array
    {
        return array_combine(self::RESULT, [
            (string) $result->claim->id,
            $this->db->text($result->claim->token),
            $this->db->text($result->state->value),
            (string) ($result->retryInS ?? 0),
            $result->wasSent() ? '0' : '1',
            (string) ($result->httpStatus ?? 'NULL'),
            $this->db->text($result->message),
            $this->db->text($result->remoteId),
            $this->db->text($result->contentHash),
            $this->db->text($result->orderStatus),
            $this->db->text($result->reason?->value),
        ]);
    }

    /** The row of an attempt; null where none was made. */
    private function attemptRow(Result $result): ?string
    {
        if (!$result->wasSent()) {
            return null;
        }
        [$claim, $outcome, $message] = [$result->claim, $this->db->text($result->outcome), $this->db->text($result->message)];
        $httpStatus = $result->httpStatus ?? 'NULL';

        return "($claim->id, $claim->revision, $claim->attempt, UTC_TIMESTAMP(), $outcome, $httpStatus, $result->durationMs, $message)";
    }
}
