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

    /** Of those that died with a worker, and never before, so many are tried at a time. */
    private const SUSPECTS = 100;

    private const DUE = 'next_attempt_at <= UTC_TIMESTAMP()';

    /** What `Claim` is made of, besides the attempts. */
    private const CLAIM = 'id, order_id, revision, idempotency_key, delivered_revision, content_hash, lane';

    /** The same of a delivery that is not marked yet, as it will be then. */
    public const UNMARKED = self::CLAIM . ', attempts + 1 AS attempts';

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
            ? [self::DUE, 'due']
            : ['attempts = 0 AND order_id IN (' . implode(', ', [0, ...array_map(intval(...), $orderIds)]) . ')', 'connection_order'];
        $claims = [];
        foreach ($last->andBefore() as $lane) {
            $room = Lane::Backfill === $lane && [] === $claims ? max($limit, $set) : $limit - count($claims);
            if ($room > 0) {
                $claims = [...$claims, ...$this->take($connection, self::waiting($lane) . " AND $which", $room, $index)];
            }
        }

        return $claims;
    }

    /**
     * Takes deliveries during which PHP ended before: some of those that saw it once, as nearly all of them only stood by; those that saw it again alone, so that what ends PHP
     * takes no other with it.
     *
     * @param Lane $last The last lane that moves.
     * @return list<Claim>
     */
    public function claimSuspects(string $connection, Lane $last = Lane::Backfill): array
    {
        $which = "state = 'pending' AND lane IN (" . implode(', ', array_column($last->andBefore(), 'value')) . ') AND ' . self::DUE;
        $once = $this->take($connection, "$which AND crashes = 1", self::SUSPECTS, 'suspects');

        return [] === $once ? $this->take($connection, "$which AND crashes > 1", 1, 'suspects') : $once;
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

    /** Whether `claim` would find something of the live lane. */
    public function isLiveDue(string $connection): bool
    {
        $which = $this->which($connection, self::waiting(Lane::Live) . ' AND ' . self::DUE, 1);

        return null !== $this->db->value("SELECT 1 FROM {$this->schema->deliveries()} FORCE INDEX (due) $which");
    }

    /** Which of the backfill are due, as the rest of a SELECT. */
    public function dueOfBackfill(string $connection, int $limit): string
    {
        return "FORCE INDEX (due) {$this->which($connection, self::waiting(Lane::Backfill) . ' AND ' . self::DUE, $limit)} FOR UPDATE SKIP LOCKED";
    }

    /** What marks a delivery as claimed, as the SET of an UPDATE; `d` is the table. */
    public function marks(#[\SensitiveParameter] string $token): string
    {
        return $this->db->sql("d.state = 'claimed', d.claim = %s, d.claimed_revision = d.revision, d.attempts = d.attempts + 1,
                d.lease_until = UTC_TIMESTAMP() + INTERVAL %d SECOND, d.updated_at = UTC_TIMESTAMP()", $token, self::LEASE_S);
    }

    /**
     * What bears the token is ours, whatever the database or the connection to it did in between.
     *
     * @return list<array<string, string|null>>|null Null where the database refused.
     */
    public function marked(#[\SensitiveParameter] string $token, string $connection): ?array
    {
        return $this->db->rows($this->db->sql(
            'SELECT ' . self::CLAIM . ", attempts FROM {$this->schema->deliveries()} WHERE connection = %s AND state = 'claimed' AND claim = %s ORDER BY id",
            $connection,
            $token,
        ));
    }

    /** A word that no other claim has. */
    public static function token(): string
    {
        return bin2hex(random_bytes(16));
    }

    /**
     * @param list<array<string, string|null>> $rows
     * @return list<Claim>
     */
    public static function ofRows(array $rows, #[\SensitiveParameter] string $token): array
    {
        return array_map(static fn(array $row): Claim => Claim::ofRow($row, $token), $rows);
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
        $token = self::token();
        $which = $this->which($connection, $where, $limit);
        $rows = $this->db->skipsLocked() ? $this->takeUnlocked($token, $connection, $index, $which) : $this->takeInTurn($token, $connection, $index, $which);

        // Where the database refused, or its answer was lost, the mark may stand all the same.
        return self::ofRows($rows ?? $this->marked($token, $connection) ?? [], $token);
    }

    private static function waiting(Lane $lane): string
    {
        return "state = 'pending' AND lane = {$lane->value} AND crashes = 0";
    }

    /** As the index `due` has them: a million that wait are not sorted for each claim. */
    private function which(string $connection, string $where, int $limit): string
    {
        return (
            $this->db->sql('WHERE connection = %s', $connection) . " AND $where " . $this->db->sql('ORDER BY next_attempt_at, backfill, id LIMIT %d', $limit)
        );
    }

    /**
     * Passes over what others are claiming at this moment, in place of waiting for them.
     *
     * @return list<array<string, string|null>>|null
     */
    private function takeUnlocked(#[\SensitiveParameter] string $token, string $connection, string $index, string $which): ?array
    {
        return $this->db->together(function () use ($token, $connection, $index, $which): ?array {
            $rows = $this->db->rows('SELECT ' . self::UNMARKED . " FROM {$this->schema->deliveries()} FORCE INDEX ($index) $which FOR UPDATE SKIP LOCKED");
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
        $marked = $this->db->run($this->marking($token, $index) . " $which");

        return 0 === ($marked ?? 0) ? [] : $this->marked($token, $connection);
    }

    private function marking(#[\SensitiveParameter] string $token, string $index): string
    {
        return "UPDATE {$this->schema->deliveries()} d FORCE INDEX ($index) SET {$this->marks($token)}";
    }
}
