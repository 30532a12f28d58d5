<?php

declare(strict_types=1);

namespace Waybill;

/**
 * What became of what was delivered: which shipments are to be asked about, and what their platform said of them. Of the only code that reads or
 * writes the outbox's tables (see Outbox).
 *
 * For whoever shows shipments: `ofOrders` gives those of some orders, `needingAttention` those that the merchant should look at.
 */
final class OutboxShipments
{
    /** The connections that can be asked, as a list in SQL. */
    public const TELLING = "'trackingtech'";

    /** Nothing has happened to an order in the first minutes after it was delivered. */
    public const FIRST_CHECK_S = 600;

    /** How many days after its delivery a shipment is asked about how often, in minutes. After the last it is not asked about any more. */
    private const SCHEDULE = [3 => 15, 7 => 60, 14 => 360, 60 => 1440];

    /** The most orders that the contract lets one request ask about. */
    public const BATCH = 100;

    private const COLUMNS = 'id, order_id, connection, remote_status, tracking_number, tracking_url, attention, remote_id, sent_status, delivered_at, remote_checked_at';

    public function __construct(
        private readonly OutboxDatabase $db,
        private readonly OutboxSchema $schema,
    ) {}

    /**
     * The shipments that are to be asked about now, those that have waited longest first.
     *
     * @return list<Shipment> At most 100.
     */
    public function due(string $connection): array
    {
        // A wait that is longer than any: the database's clock was set back since.
        return $this->select($this->db->sql(
            'connection = %s AND (check_at <= UTC_TIMESTAMP() OR check_at > UTC_TIMESTAMP() + INTERVAL 2 DAY) ORDER BY check_at, id LIMIT %d',
            $connection,
            self::BATCH,
        ));
    }

    /**
     * Keeps what the platform said of a shipment.
     *
     * @return bool|null Whether it is news: not where somebody else has kept another answer meanwhile, or the customer's data was erased. Null where the database refused.
     */
    public function keep(Shipment $before, Shipment $now): ?bool
    {
        $kept = $this->db->run($this->db->sql(
            "UPDATE {$this->schema->deliveries()}
            SET remote_status = %s, tracking_number = NULLIF(%s, ''), tracking_url = NULLIF(%s, ''), attention = %d, remote_checked_at = UTC_TIMESTAMP(), check_at = "
            . (true === $now->knownStatus()?->isFinal() ? 'NULL' : self::nextCheck())
            . "
            WHERE id = %d AND check_at IS NOT NULL AND remote_status <=> NULLIF(%s, '') AND tracking_number <=> NULLIF(%s, '')",
            $now->status,
            $now->trackingNumber,
            $now->trackingUrl,
            (int) $now->needsAttention,
            $before->id,
            $before->status,
            $before->trackingNumber,
        ));

        return null === $kept ? null : 1 === $kept;
    }

    /**
     * Has shipments rest until they are due again. One whose platform has said its last word again is not: its order was sent once more.
     *
     * @param list<Shipment> $shipments
     * @param bool $answered Whether the platform said something of them, be it the same as before.
     * @return bool Whether the database took it.
     */
    public function rest(array $shipments, bool $answered): bool
    {
        $final = self::words(static fn(ShipmentStatus $status): bool => $status->isFinal());

        return (
            [] === $shipments
            || null !== $this->db->run(
                "UPDATE {$this->schema->deliveries()} SET "
                . (
                    $answered
                        ? "remote_checked_at = UTC_TIMESTAMP(), check_at = IF(remote_status IN ($final), NULL, " . self::nextCheck() . ')'
                        : 'check_at = ' . self::nextCheck()
                )
                . ' WHERE check_at IS NOT NULL AND id IN ('
                . implode(', ', array_map(static fn(Shipment $shipment): int => $shipment->id, $shipments))
                . ')',
            )
        );
    }

    /**
     * These orders' shipments, whatever the connection, oldest delivery first.
     *
     * @param list<int> $orderIds
     * @return list<Shipment>
     */
    public function ofOrders(array $orderIds): array
    {
        return $this->select(self::in($orderIds) . ' ORDER BY id');
    }

    /**
     * Those that failed or came back, and that the merchant has not dealt with, the latest first.
     *
     * @return list<Shipment>
     */
    public function needingAttention(string $connection, int $limit): array
    {
        return $this->select($this->db->sql('connection = %s AND attention = 1 ORDER BY remote_checked_at DESC, id DESC LIMIT %d', $connection, $limit));
    }

    /** How many of those there are. */
    public function attentionCount(string $connection): int
    {
        return (int) $this->db->value($this->db->sql(
            "SELECT COUNT(*) FROM {$this->schema->deliveries()} WHERE connection = %s AND attention = 1",
            $connection,
        ));
    }

    /**
     * The merchant has dealt with these orders' shipments.
     *
     * @param list<int> $orderIds
     * @return int How many.
     */
    public function dealtWith(string $connection, array $orderIds): int
    {
        return (
            $this->db->run(
                $this->db->sql("UPDATE {$this->schema->deliveries()} SET attention = 0 WHERE connection = %s AND attention = 1 AND ", $connection)
                    . self::in($orderIds),
            ) ?? 0
        );
    }

    /** How many shipments are still asked about. */
    public function followed(string $connection): int
    {
        return (int) $this->db->value($this->db->sql(
            "SELECT COUNT(*) FROM {$this->schema->deliveries()} WHERE connection = %s AND check_at IS NOT NULL",
            $connection,
        ));
    }

    /**
     * Forgets what says something of these orders' customer: the platform's words, numbers and links, and asks for them no more. That they were delivered stays.
     *
     * @param list<int> $orderIds
     * @return int Of how many deliveries something was forgotten.
     */
    public function erase(array $orderIds): int
    {
        $of = self::in($orderIds);
        $this->db->run("UPDATE {$this->schema->attempts()} SET message = NULL WHERE delivery_id IN (SELECT id FROM {$this->schema->deliveries()} WHERE $of)");

        return $this->db->run("UPDATE {$this->schema->deliveries()}
            SET message = NULL, remote_id = NULL, remote_status = NULL, tracking_number = NULL, tracking_url = NULL, attention = 0, check_at = NULL,
                remote_checked_at = UTC_TIMESTAMP() WHERE $of") ?? 0;
    }

    /** Asks about none of a connection's shipments any more: they are of another account than the one that is connected now. */
    public function abandon(string $connection): void
    {
        $this->db->run($this->db->sql(
            "UPDATE {$this->schema->deliveries()} SET check_at = NULL, remote_checked_at = COALESCE(remote_checked_at, UTC_TIMESTAMP())
            WHERE connection = %s AND delivered_at IS NOT NULL",
            $connection,
        ));
    }

    /** A shipment's news has changed its order: whoever looks for changes since the delivery (Reconciler) finds none. In the same second it would find one. */
    public function settle(Shipment $shipment): void
    {
        $this->db->run($this->db->sql(
            "UPDATE {$this->schema->deliveries()} SET updated_at = UTC_TIMESTAMP() + INTERVAL 1 SECOND WHERE id = %d AND state = 'delivered'",
            $shipment->id,
        ));
    }

    /**
     * The words of which something is so, as a list in SQL.
     *
     * @param callable(ShipmentStatus): bool $are
     */
    public static function words(callable $are): string
    {
        return "'" . implode("', '", array_column(array_filter(ShipmentStatus::cases(), $are), 'value')) . "'";
    }

    /** When a shipment is due again, as SQL. */
    private static function nextCheck(): string
    {
        $when = '';
        foreach (self::SCHEDULE as $days => $minutes) {
            $when .= " WHEN delivered_at > UTC_TIMESTAMP() - INTERVAL $days DAY THEN UTC_TIMESTAMP() + INTERVAL $minutes MINUTE";
        }

        return "CASE$when END";
    }

    /** @param list<int> $orderIds */
    private static function in(array $orderIds): string
    {
        return 'order_id IN (' . implode(', ', [0, ...array_map(intval(...), $orderIds)]) . ')';
    }

    /** @return list<Shipment> */
    private function select(string $where): array
    {
        $rows = $this->db->rows('SELECT ' . self::COLUMNS . " FROM {$this->schema->deliveries()} WHERE $where");

        return array_map(Shipment::ofRow(...), $rows ?? []);
    }
}
