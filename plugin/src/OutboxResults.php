<?php

declare(strict_types=1);

namespace Waybill;

/** What became of claimed deliveries, and the attempts that were made: recorded at once, or while PHP goes on. */
final class OutboxResults
{
    /** Results of one UPDATE, and what is stored of each. */
    private const ROWS = 1_000;
    private const RESULT = ['id', 'claim', 'state', 'retry_in_s', 'unsent', 'http_status', 'message', 'remote_id', 'content_hash', 'order_status', 'reason'];

    public function __construct(
        private readonly OutboxDatabase $db,
        private readonly OutboxSchema $schema,
        private readonly WriteBehind $behind,
        private readonly ClaimsAhead $ahead,
    ) {}

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
        /** @var non-empty-list<Result> $chunk */
        foreach (array_chunk($results, self::ROWS) as $chunk) {
            $isKept = ($this->write($chunk) || $this->write($this->held($chunk))) && $isKept;
        }

        return $isKept;
    }

    /**
     * Whether `begin` would in all likelihood, as soon as nothing else is under way.
     *
     * @param non-empty-list<Result> $results
     */
    public function canBegin(array $results): bool
    {
        return count($results) <= self::ROWS && $this->behind->isPossible();
    }

    /**
     * Begins what `record` does, and does not wait for it: `finish` does.
     *
     * @param non-empty-list<Result> $results Of this connection.
     * @param int $ahead How many more of the backfill are to be claimed with it (ClaimsAhead).
     * @return bool Whether it was begun (WriteBehind): one set at a time is.
     */
    public function begin(string $connection, array $results, int $ahead = 0): bool
    {
        if (!$this->canBegin($results)) {
            return false;
        }
        [$claiming, $telling] = $ahead > 0 ? $this->ahead->begin($connection, $ahead) : [[], []];
        $isBegun = $this->behind->begin([...$this->recording($results), ...$claiming], $telling);
        if (!$isBegun) {
            $this->ahead->finish([]);
        }

        return $isBegun;
    }

    /**
     * Waits for what was begun; where that came to nothing, as by a deadlock, it is recorded once more.
     *
     * @param non-empty-list<Result> $results The same.
     * @return bool Whether the database took them.
     */
    public function finish(array $results): bool
    {
        $rows = $this->behind->finish();
        $this->ahead->finish($rows);

        return null !== $rows || $this->record($this->held($results));
    }

    /** Gives the connection back that recording beside wpdb takes. */
    public function close(): void
    {
        $this->behind->close();
    }

    /**
     * In one transaction.
     *
     * @param list<Result> $results
     * @return bool Whether the database took them for certain.
     */
    private function write(array $results): bool
    {
        $statements = [] === $results ? [] : $this->recording($results);

        return (
            [] === $statements
            || true === $this->db->together(function () use ($statements): ?bool {
                foreach ($statements as $statement) {
                    if (null === $this->db->write($statement)) {
                        return null;
                    }
                }

                return true;
            })
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
     * @param non-empty-list<Result> $results
     * @return list<string>
     */
    private function recording(array $results): array
    {
        $attempts = array_filter(array_map($this->attemptRow(...), $results));
        [$r, $rows] = $this->given($results);
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
        $statements[] = "UPDATE ($rows) r STRAIGHT_JOIN {$this->schema->deliveries()} d FORCE INDEX (PRIMARY) ON d.id = r.id AND d.claim = {$r['claim']}
                    SET d.delivered_at = IF($taken, UTC_TIMESTAMP(), d.delivered_at),
                        d.delivered_revision = IF({$r['state']} = 'delivered', d.claimed_revision, d.delivered_revision),
                        d.content_hash = IF({$r['unsent']}, d.content_hash, IF({$r['state']} = 'delivered' AND d.attempts = 1, {$r['content_hash']}, NULL)),
                        d.attempts = CASE WHEN d.revision > d.claimed_revision THEN 0 WHEN {$r['unsent']} THEN d.attempts - 1 ELSE d.attempts END,
                        d.next_attempt_at = IF(d.revision > d.claimed_revision, d.next_attempt_at, UTC_TIMESTAMP() + INTERVAL {$r['retry_in_s']} SECOND),
                        d.state = CASE WHEN d.revision > d.claimed_revision AND {$r['state']} <> 'held' THEN 'pending'
                            WHEN {$r['state']} = 'withdrawn' AND d.delivered_revision > 0 THEN 'delivered' ELSE {$r['state']} END,
                        d.reason = IF(d.revision > d.claimed_revision OR {$r['state']} = 'withdrawn' AND d.delivered_revision > 0, NULL, {$r['reason']}),
                        d.http_status = COALESCE({$r['http_status']}, IF({$r['unsent']}, d.http_status, NULL)), d.message = IF({$r['unsent']}, d.message, {$r['message']}),
                        d.remote_id = COALESCE({$r['remote_id']}, d.remote_id), d.crashes = IF({$r['unsent']} AND {$r['state']} = 'pending', d.crashes, 0),
                        d.sent_status = IF({$r['state']} = 'delivered', COALESCE({$r['order_status']}, d.sent_status), d.sent_status),
                        d.check_at = IF($taken AND d.connection IN ($telling), UTC_TIMESTAMP() + INTERVAL $soon SECOND, d.check_at),
                        d.attention = IF($isAnew, 0, d.attention), d.remote_status = IF($isAnew, NULL, d.remote_status),
                        d.claim = NULL, d.claimed_revision = NULL, d.lease_until = NULL, d.updated_at = UTC_TIMESTAMP()";

        return $statements;
    }

    /**
     * What all of them share as it is, the rest as a query to be joined with: a set has few differences, and each value costs.
     *
     * @param non-empty-list<Result> $results
     * @return array{array<string, string>, string} Each column of `RESULT` as SQL, and the query that some of them are of: `r`.
     */
    private function given(array $results): array
    {
        $rows = array_map(self::row(...), $results);
        $columns = ['id' => 'r.id'];
        $values = array_map(static fn(Result $result): string => (string) $result->claim->id, $results);
        $own = ['id'];
        foreach (array_slice(self::RESULT, 1, null, true) as $place => $name) {
            if (self::isShared($rows, $place)) {
                $columns[$name] = $this->value($rows[0][$place]);
                continue;
            }
            $columns[$name] = "r.$name";
            $own[] = $name;
            foreach ($rows as $row => $result) {
                $values[$row] .= ', ' . $this->value($result[$place]);
            }
        }

        return [$columns, $this->db->values($own, $values)];
    }

    /** @param non-empty-list<non-empty-list<int|string|null>> $rows */
    private static function isShared(array $rows, int $place): bool
    {
        foreach ($rows as $row) {
            if ($row[$place] !== $rows[0][$place]) {
                return false;
            }
        }

        return true;
    }

    /** @return non-empty-list<int|string|null> What `RESULT` names. */
    private static function row(Result $result): array
    {
        return [
            $result->claim->id,
            $result->claim->token,
            $result->state->value,
            $result->retryInS ?? 0,
            $result->wasSent() ? 0 : 1,
            $result->httpStatus,
            $result->message,
            $result->remoteId,
            $result->contentHash,
            $result->orderStatus,
            $result->reason?->value,
        ];
    }

    private function value(int|string|null $value): string
    {
        return is_int($value) ? (string) $value : $this->db->text($value);
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
