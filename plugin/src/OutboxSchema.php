<?php

declare(strict_types=1);

namespace Waybill;

/** The outbox's tables: deliveries, the attempts made at each, and each connection's circuit. Times are UTC, by the database's clock. */
final class OutboxSchema
{
    /** Raised with every change of the tables. */
    public const VERSION = 5;

    /** Indexes that had other columns before version 5. What is delivered changes its state twice: each index with it costs the database two writes. */
    private const DUE = 'due (connection, state, lane, next_attempt_at, backfill)';
    private const BACKFILL = 'backfill (connection, backfill)';

    /** A change waits for whoever has the tables open (a dump, a report), and all others wait behind it: no longer than this. */
    private const LOCK_WAIT_S = 5;

    public function __construct(
        private readonly \wpdb $db,
    ) {}

    /** The deliveries of the current site (`switch_to_blog` changes it). */
    public function deliveries(): string
    {
        return $this->db->prefix . 'waybill_deliveries';
    }

    /** The attempts of the current site. */
    public function attempts(): string
    {
        return $this->db->prefix . 'waybill_attempts';
    }

    /** The circuits of the current site. */
    public function circuits(): string
    {
        return $this->db->prefix . 'waybill_circuits';
    }

    /**
     * Has wpdb write to these tables in any language (filter `pre_get_table_charset`). Their keys are ASCII and their text is not, and of a table with two character sets wpdb
     * takes all for ASCII: it refuses a query that holds a platform's "Dirección inválida". As `binary` it leaves it to the database, which knows its columns.
     */
    public function charset(mixed $charset, mixed $table = ''): mixed
    {
        return in_array($table, [$this->deliveries(), $this->attempts(), $this->circuits()], true) ? 'binary' : $charset;
    }

    /**
     * Makes the tables where they are missing, and brings older ones up to date. The spelling is WordPress' dbDelta()'s.
     *
     * @throws \RuntimeException Where the database refuses.
     */
    public function create(): void
    {
        require_once ABSPATH . 'wp-admin/includes/upgrade.php';
        $this->db->query('SET SESSION lock_wait_timeout = ' . self::LOCK_WAIT_S);
        try {
            $this->renewIndexes();
            foreach ($this->statements() as $statement) {
                dbDelta($statement);
                $this->insist();
            }
        } finally {
            $this->db->query('SET SESSION lock_wait_timeout = DEFAULT');
        }
        // Of a table's several changes wpdb knows only how the last one ended.
        $missing = preg_grep('/^(Added|Created) /', $this->drift());
        if ([] !== $missing) {
            throw new \RuntimeException("The outbox's tables could not be made: still to come is " . implode(', ', (array) $missing));
        }
        // What an older version sent of late is asked about from now on; for how long, its age decides. What was asked about, or is not to be, bears the time of that.
        $this->db->query("UPDATE {$this->deliveries()} SET check_at = UTC_TIMESTAMP()
            WHERE check_at IS NULL AND remote_checked_at IS NULL AND delivered_at > UTC_TIMESTAMP() - INTERVAL 60 DAY AND connection IN ("
        . OutboxShipments::TELLING
        . ')');
        $this->insist();
    }

    /** Removes the tables with all they hold. */
    public function drop(): void
    {
        $this->db->query("DROP TABLE IF EXISTS {$this->attempts()}, {$this->circuits()}, {$this->deliveries()}");
    }

    /**
     * The storage engine of each table.
     *
     * @return array<string, string|null> Null where the table is missing.
     */
    public function engines(): array
    {
        $engines = [];
        foreach ([$this->deliveries(), $this->attempts(), $this->circuits()] as $table) {
            $engines[$table] = $this->db->get_var($this->db->prepare(
                'SELECT engine FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = %s',
                $table,
            ));
        }

        return $engines;
    }

    /**
     * What `create` would change about the tables.
     *
     * @return list<string> In dbDelta()'s words; empty where they are at this version.
     */
    public function drift(): array
    {
        require_once ABSPATH . 'wp-admin/includes/upgrade.php';

        $changes = array_merge(...array_map(static fn(string $statement): array => dbDelta($statement, false), $this->statements()));

        return array_values(array_filter($changes, static fn(string $change): bool => !self::isWidth($change)));
    }

    /** Whether it is about the width that older servers add to whole numbers ("int(10) unsigned"), which means nothing. */
    private static function isWidth(string $change): bool
    {
        return 1 === preg_match('/ from (\w*int)\(\d+\)( unsigned)? to \1\2$/', $change);
    }

    /**
     * Makes those anew that have other columns, in one statement, so that no worker finds one missing: dbDelta() would add another of the same name, which the database refuses.
     *
     * @throws \RuntimeException
     */
    private function renewIndexes(): void
    {
        $columns = "SELECT GROUP_CONCAT(column_name ORDER BY seq_in_index SEPARATOR ', ') FROM information_schema.statistics
            WHERE table_schema = DATABASE() AND table_name = %s AND index_name = %s";
        $changes = [];
        foreach ([self::DUE, self::BACKFILL] as $index) {
            $name = strtok($index, ' ');
            $has = $this->db->get_var($this->db->prepare($columns, $this->deliveries(), $name));
            if (null !== $has && "$name ($has)" !== $index) {
                $changes[] = "DROP KEY $name, ADD KEY $index";
            }
        }
        if ([] !== $changes) {
            $this->db->query("ALTER TABLE {$this->deliveries()} " . implode(', ', $changes));
            $this->insist();
        }
    }

    /** @return list<string> As dbDelta() spells them. */
    private function statements(): array
    {
        $text = $this->db->get_charset_collate();
        return [
            "CREATE TABLE {$this->deliveries()} (
                id bigint unsigned NOT NULL AUTO_INCREMENT,
                connection varchar(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
                order_id bigint unsigned NOT NULL,
                lane tinyint unsigned NOT NULL DEFAULT 0,
                state varchar(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'pending',
                revision int unsigned NOT NULL DEFAULT 1,
                idempotency_key char(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
                attempts smallint unsigned NOT NULL DEFAULT 0,
                next_attempt_at datetime NOT NULL,
                crashes tinyint unsigned NOT NULL DEFAULT 0,
                claim char(32) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
                claimed_revision int unsigned DEFAULT NULL,
                lease_until datetime DEFAULT NULL,
                delivered_revision int unsigned NOT NULL DEFAULT 0,
                content_hash char(32) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
                http_status smallint unsigned DEFAULT NULL,
                reason varchar(10) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
                message varchar(300) DEFAULT NULL,
                remote_id varchar(191) DEFAULT NULL,
                remote_status varchar(64) DEFAULT NULL,
                tracking_number varchar(191) DEFAULT NULL,
                tracking_url varchar(500) DEFAULT NULL,
                remote_checked_at datetime DEFAULT NULL,
                check_at datetime DEFAULT NULL,
                attention tinyint unsigned NOT NULL DEFAULT 0,
                sent_status varchar(20) DEFAULT NULL,
                backfill int unsigned NOT NULL DEFAULT 0,
                created_at datetime NOT NULL,
                updated_at datetime NOT NULL,
                delivered_at datetime DEFAULT NULL,
                PRIMARY KEY  (id),
                UNIQUE KEY connection_order (connection, order_id),
                KEY "
                . self::DUE
                . ',
                KEY order_id (order_id),
                KEY suspects (crashes),
                KEY delivered (connection, delivered_at),
                KEY checks (connection, check_at),
                KEY flagged (attention, connection),
                KEY '
                . self::BACKFILL
                . "
            ) ENGINE=InnoDB $text",
            "CREATE TABLE {$this->attempts()} (
                id bigint unsigned NOT NULL AUTO_INCREMENT,
                delivery_id bigint unsigned NOT NULL,
                revision int unsigned NOT NULL,
                attempt smallint unsigned NOT NULL,
                attempted_at datetime NOT NULL,
                outcome varchar(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
                http_status smallint unsigned DEFAULT NULL,
                duration_ms int unsigned NOT NULL DEFAULT 0,
                message varchar(300) DEFAULT NULL,
                PRIMARY KEY  (id),
                KEY delivery (delivery_id, id)
            ) ENGINE=InnoDB $text",
            "CREATE TABLE {$this->circuits()} (
                connection varchar(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
                failures int unsigned NOT NULL DEFAULT 0,
                backoff_s int unsigned NOT NULL DEFAULT 0,
                opened_at datetime DEFAULT NULL,
                probe_at datetime DEFAULT NULL,
                PRIMARY KEY  (connection)
            ) ENGINE=InnoDB $text",
        ];
    }

    /** @throws \RuntimeException Where the database refused the last statement. */
    private function insist(): void
    {
        if ('' !== $this->db->last_error) {
            throw new \RuntimeException("The outbox's tables could not be made: {$this->db->last_error}");
        }
    }
}
