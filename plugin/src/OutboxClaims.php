<?php

declare(strict_types=1);

namespace Waybill;

/**
 * Who works on what: deliveries are taken with a lease, and come back with a result (OutboxResults). Whoever starts a worker, on however many web nodes, no two of them hold
 * the same delivery. All times are the database's, so that the nodes' clocks need not agree.
 */
final class OutboxClaims
{
    /** Longer than any deadline that a worker gives itself, so that a lease ends only when its holder is gone. */
    private const LEASE_S = 120;

    /** So often may PHP end in the middle of an order before it is the order's fault. */
    private const CRASHES = 8;

    /** What `Claim` is made of, besides the attempts. */
    private const CLAIM = 'id, order_id, revision, idempotency_key, delivered_revision, content_hash, lane';

    public function __construct(
        private readonly OutboxDatabase $db,
        private readonly OutboxSchema $schema,
    ) {}

    /**
     * Takes due deliveries, live before backfill, and leases them to the caller. Each must come back with a result, or at the end of its lease.
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
}
