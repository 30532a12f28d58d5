<?php

declare(strict_types=1);

namespace Waybill;

/** Takes back what waits of a backfill, in slices, whatever the store's size. */
final class OutboxBackfill
{
    public function __construct(
        private readonly OutboxDatabase $db,
        private readonly OutboxSchema $schema,
    ) {}

    /**
     * Takes back some of what waits in the backfill's lane: what was never tried is forgotten, what was delivered or withdrawn before is so again, and what was tried in
     * vain waits for the merchant, with its reason and its key's revision.
     *
     * @return int How many; fewer than the limit where no more wait. Null where the database refuses.
     */
    public function takeBack(string $connection, int $limit): ?int
    {
        $table = $this->schema->deliveries();
        $rows = $this->db->rows($this->db->sql(
            "SELECT id FROM $table WHERE connection = %s AND state IN ('pending', 'held') AND lane = %d LIMIT %d",
            $connection,
            Lane::Backfill->value,
            $limit,
        ));
        if (null === $rows || [] === $rows) {
            return null === $rows ? null : 0;
        }
        [$crashed, $exhausted, $unreadable, $rejected, $notDue] = array_column([
            Reason::Crashed,
            Reason::Exhausted,
            Reason::Unreadable,
            Reason::Rejected,
            Reason::NotDue,
        ], 'value');
        $attempts = "SELECT a.outcome FROM {$this->schema->attempts()} a WHERE a.delivery_id = d.id";
        // Asked for again with each write: a worker, or a change of the order, may have taken some of them meanwhile.
        $these =
            'd.id IN ('
            . implode(', ', array_map(intval(...), array_column($rows, 'id')))
            . ") AND d.state IN ('pending', 'held') AND d.lane = "
            . Lane::Backfill->value;
        foreach ([
            // The newest revision that was tried has arrived.
            "UPDATE $table d SET d.state = 'delivered', d.backfill = 0, d.updated_at = UTC_TIMESTAMP()
                WHERE $these AND d.delivered_revision > 0 AND (d.crashes = 0 OR d.delivered_revision = d.revision)
                    AND NOT EXISTS ($attempts AND a.revision > d.delivered_revision)",
            // Only what was withdrawn has a new revision without an attempt (see Outbox::again).
            "UPDATE $table d SET d.state = 'withdrawn', d.reason = '$notDue', d.backfill = 0, d.updated_at = UTC_TIMESTAMP()
                WHERE $these AND d.delivered_revision = 0 AND d.crashes = 0 AND d.revision > 1 AND NOT EXISTS ($attempts AND a.revision = d.revision)",
            "UPDATE $table d SET d.state = 'failed', d.backfill = 0, d.updated_at = UTC_TIMESTAMP(), d.reason = CASE
                    WHEN d.crashes > 0 THEN '$crashed'
                    WHEN ($attempts ORDER BY a.id DESC LIMIT 1) <> 'rejected' THEN '$exhausted'
                    WHEN d.http_status IS NULL THEN '$unreadable' ELSE '$rejected' END
                WHERE $these AND (d.crashes > 0 OR EXISTS ($attempts))",
            "DELETE d FROM $table d WHERE $these",
        ] as $write) {
            if (null === $this->db->run($write)) {
                return null;
            }
        }

        return count($rows);
    }

    /** Whether a worker has something of the backfill's lane in its hands, which may come back. */
    public function isUnderWay(string $connection): bool
    {
        return null !== $this->db->value($this->db->sql(
            "SELECT 1 FROM {$this->schema->deliveries()} WHERE connection = %s AND state = 'claimed' AND lane = %d LIMIT 1",
            $connection,
            Lane::Backfill->value,
        ));
    }
}
