<?php

declare(strict_types=1);

namespace Waybill;

use Waybill\Connection\Connection;

/**
 * Spares a platform that is down, and the queue its attempts: after some temporary failures in a row a connection's circuit opens, and one order at a time probes
 * whether it is back, less and less often. What every worker and web node learns is kept in the database.
 */
final class Circuit
{
    /** Requests that failed in a row, over several orders, until the circuit opens. */
    private const FAILURES = 5;

    /** The first pause, and the longest, in seconds. */
    private const PAUSE_S = 15;
    private const PAUSE_MAX_S = 600;

    public function __construct(
        private readonly OutboxDatabase $db,
        private readonly OutboxSchema $schema,
        private readonly Log $log,
    ) {}

    /** Whether the connection's platform is taken to be down. */
    public function isOpen(string $connection): bool
    {
        return null !== $this->opensAt($connection);
    }

    /** When it is probed next, `Y-m-d H:i:s` in UTC; null where the circuit is closed. */
    public function opensAt(string $connection): ?string
    {
        return $this->db->value($this->db->sql(
            "SELECT probe_at FROM {$this->schema->circuits()} WHERE connection = %s AND opened_at IS NOT NULL",
            $connection,
        ));
    }

    /** Takes the one probe that is due, if it is. */
    public function takeProbe(string $connection): bool
    {
        $pause = 'LEAST(backoff_s * 2, ' . self::PAUSE_MAX_S . ')';

        return 1 === $this->db->run($this->db->sql(
            "UPDATE {$this->schema->circuits()} SET backoff_s = $pause, probe_at = UTC_TIMESTAMP() + INTERVAL backoff_s * (0.8 + 0.4 * RAND()) SECOND
            WHERE connection = %s AND opened_at IS NOT NULL AND (probe_at <= UTC_TIMESTAMP() OR probe_at > UTC_TIMESTAMP() + INTERVAL %d SECOND)",
            $connection,
            2 * self::PAUSE_MAX_S,
        ));
    }

    /**
     * Learns from what became of some orders.
     *
     * @param list<Result> $results
     * @param int $ordersPerRequest So that a batch that fails counts once.
     */
    public function learn(Connection $connection, array $results, int $ordersPerRequest): void
    {
        $sent = array_filter($results, static fn(Result $result): bool => $result->wasSent());
        if ([] === $sent) {
            return;
        }
        $failed = array_filter($sent, static fn(Result $result): bool => 'retry' === $result->outcome);
        if (count($failed) < count($sent)) {
            $this->close($connection);
            return;
        }
        $this->fail($connection, (int) ceil(count($failed) / max(1, $ordersPerRequest)));
    }

    /** Leaves the platform alone for as long as it asks (429 or 503 with `Retry-After`), the longest pause at the most; then one order tries whether it is over. */
    public function rest(Connection $connection, int $seconds): void
    {
        $seconds = min(self::PAUSE_MAX_S, $seconds);
        $this->db->run($this->db->sql(
            "INSERT INTO {$this->schema->circuits()} (connection, opened_at, backoff_s, probe_at) VALUES (%s, UTC_TIMESTAMP(), %d, UTC_TIMESTAMP() + INTERVAL %d SECOND)
            ON DUPLICATE KEY UPDATE probe_at = IF(opened_at IS NULL, VALUES(probe_at), GREATEST(probe_at, VALUES(probe_at))),
                backoff_s = GREATEST(backoff_s, VALUES(backoff_s)), opened_at = COALESCE(opened_at, VALUES(opened_at))",
            $connection->id(),
            self::PAUSE_S,
            $seconds,
        ));
        $this->log->info('{platform} asks to be left alone for {seconds} s: its orders wait', ['platform' => $connection->label(), 'seconds' => $seconds]);
    }

    /** Lets everything through again, at once: the platform answered, or the merchant has mended something. */
    public function close(Connection $connection): void
    {
        // After each batch, and nearly always there is nothing: to look costs less than to write.
        if (null === $this->db->value($this->db->sql("SELECT 1 FROM {$this->schema->circuits()} WHERE connection = %s", $connection->id()))) {
            return;
        }
        $closed = $this->db->run($this->db->sql("DELETE FROM {$this->schema->circuits()} WHERE connection = %s", $connection->id()));
        if (1 === $closed) {
            $this->log->info('{platform} answers again', ['platform' => $connection->label()]);
        }
    }

    private function fail(Connection $connection, int $requests): void
    {
        $table = $this->schema->circuits();
        $this->db->run($this->db->sql(
            "INSERT INTO $table (connection, failures) VALUES (%s, %d) ON DUPLICATE KEY UPDATE failures = failures + VALUES(failures)",
            $connection->id(),
            $requests,
        ));
        $opened = $this->db->run($this->db->sql(
            "UPDATE $table SET opened_at = UTC_TIMESTAMP(), backoff_s = %d, probe_at = UTC_TIMESTAMP() + INTERVAL %d SECOND
            WHERE connection = %s AND opened_at IS NULL AND failures >= %d",
            self::PAUSE_S,
            self::PAUSE_S,
            $connection->id(),
            self::FAILURES,
        ));
        if (1 === $opened) {
            $this->log->warning('{platform} does not answer: its orders wait, and one at a time tries whether it is back', [
                'platform' => $connection->label(),
            ]);
        }
    }
}
