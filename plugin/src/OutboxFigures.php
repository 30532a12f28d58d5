<?php

declare(strict_types=1);

namespace Waybill;

/** What the outbox's tables say: how many deliveries are where, what waits too long, what failed and why. It only reads. */
final class OutboxFigures
{
    /** Names a reason to fail in a few characters, as SQL. */
    public const FAILURE = "LEFT(SHA2(CONCAT_WS('|', IFNULL(reason, ''), IFNULL(http_status, ''), IFNULL(message, '')), 256), 32)";

    /** Deliveries from which on it takes long to count them. */
    private const LARGE = 100_000;

    /** Deliveries in one state that are counted anew each time. */
    private const FEW = 20_000;

    /** Deliveries of which a median is taken at most. */
    private const SAMPLE = 10_000;

    public function __construct(
        private readonly OutboxDatabase $db,
        private readonly OutboxSchema $schema,
        private readonly Remembered $remembered,
    ) {}

    /**
     * How many deliveries are in each state. In a large store the number of delivered ones may be a minute old, and so may any other that is large itself.
     *
     * @return array<string, int> Every state's word to its count, 0 included.
     */
    public function counts(string $connection): array
    {
        $of = [];
        $few = [];
        foreach (DeliveryState::cases() as $state) {
            $of[$state->value] = $this->db->sql(
                "FROM {$this->schema->deliveries()} FORCE INDEX (due) WHERE connection = %s AND state = %s",
                $connection,
                $state->value,
            );
            // How many were delivered is counted in full all the same.
            if (DeliveryState::Delivered !== $state) {
                $few[] = $this->db->sql("SELECT %s AS state, COUNT(*) AS n FROM (SELECT 1 {$of[$state->value]} LIMIT %d) few", $state->value, self::FEW + 1);
            }
        }
        $all = fn(string $state): int => $this->sparingly("$state|$connection", fn(): int => (int) $this->db->value("SELECT COUNT(*) {$of[$state]}"));
        $counts = ['delivered' => $all('delivered')] + array_fill_keys(array_keys($of), 0);
        foreach ($this->db->rows(implode(' UNION ALL ', $few)) ?? [] as ['state' => $state, 'n' => $n]) {
            $counts[(string) $state] = (int) $n > self::FEW ? $all((string) $state) : (int) $n;
        }

        return $counts;
    }

    /**
     * How many deliveries of a backfill are in each state, all at one moment: they are shown as parts of a whole. In a large store they may be a minute old.
     *
     * @param string $stage The backfill's; of an earlier one nothing is remembered.
     * @return array<string, int> Every state's word to its count, 0 included.
     */
    public function countsOfBackfill(string $connection, int $backfill, string $stage): array
    {
        $deliveries = $this->schema->deliveries();
        $its = $this->db->sql('WHERE connection = %s AND backfill = %d', $connection, $backfill);
        // At its end they are counted once more. Before all of it is queued, others' may be all that there is to look through.
        $isMoving =
            'queued' !== $stage
            || null !== $this->db->value("SELECT 1 FROM $deliveries FORCE INDEX (due) $its AND state IN ('pending', 'claimed', 'held') LIMIT 1");

        return $this->sparingly("$stage|" . ($isMoving ? 'moving' : 'still') . "|$its", function () use ($deliveries, $its): array {
            // What is delivered is the rest: the index by state is left alone where most of a large store's lie.
            $others = array_filter(DeliveryState::cases(), static fn(DeliveryState $state): bool => DeliveryState::Delivered !== $state);
            $words = implode(', ', array_map(static fn(DeliveryState $state): string => "'{$state->value}'", $others));
            $rows = $this->db->rows("SELECT state, COUNT(*) AS n FROM $deliveries FORCE INDEX (due) $its AND state IN ($words) GROUP BY state
                UNION ALL SELECT 'all', COUNT(*) FROM $deliveries FORCE INDEX (backfill) $its");
            $counted = array_column($rows ?? [], 'n', 'state');
            $counts = [];
            foreach ($others as $state) {
                $counts[$state->value] = (int) ($counted[$state->value] ?? 0);
            }

            return ['delivered' => (int) ($counted['all'] ?? 0) - array_sum($counts)] + $counts;
        });
    }

    /**
     * What waits: due now, due later, in a worker's hands.
     *
     * @return array{due: int, later: int, under_way: int, oldest_due_at: string|null, next_attempt_at: string|null} Times as `Y-m-d H:i:s`, UTC.
     */
    public function queue(string $connection): array
    {
        $due = "state = 'pending' AND next_attempt_at <= UTC_TIMESTAMP()";
        $later = "state = 'pending' AND next_attempt_at > UTC_TIMESTAMP()";
        $rows = $this->db->rows($this->db->sql("SELECT SUM($due) AS due, SUM($later) AS later, SUM(state = 'claimed') AS under_way,
                MIN(IF($due, next_attempt_at, NULL)) AS oldest_due_at, MIN(IF($later, next_attempt_at, NULL)) AS next_attempt_at
            FROM {$this->schema->deliveries()} WHERE connection = %s AND state IN ('pending', 'claimed')", $connection));
        $row = $rows[0] ?? [];

        return [
            'due' => (int) ($row['due'] ?? 0),
            'later' => (int) ($row['later'] ?? 0),
            'under_way' => (int) ($row['under_way'] ?? 0),
            'oldest_due_at' => $row['oldest_due_at'] ?? null,
            'next_attempt_at' => $row['next_attempt_at'] ?? null,
        ];
    }

    /** How many live deliveries have been due for longer than this, and are still not tried. A backfill may take its time. */
    public function overdue(string $connection, int $minutes): int
    {
        return (int) $this->db->value($this->db->sql(
            "SELECT COUNT(*) FROM {$this->schema->deliveries()}
            WHERE connection = %s AND state = 'pending' AND lane = 0 AND next_attempt_at < UTC_TIMESTAMP() - INTERVAL %d MINUTE",
            $connection,
            $minutes,
        ));
    }

    /** How many orders of this backfill the platform takes in a minute, by the last seconds. Where these are very many, it may be a minute old. */
    public function perMinute(string $connection, int $backfill, int $seconds): int
    {
        return (int) $this->remembered->of(
            "rate|$connection|$backfill",
            fn(): int => (int) round((60 * $this->deliveredWithin($connection, $backfill, $seconds)) / $seconds),
            static fn(int $perMinute): bool => ($perMinute * $seconds) > (60 * self::FEW),
        );
    }

    /** How many delivered orders the platform does not know, as it says. */
    public function unknownShipments(string $connection): int
    {
        return $this->sparingly(
            "unknown|$connection",
            fn(): int => (int) $this->db->value($this->db->sql(
                "SELECT COUNT(*) FROM {$this->schema->deliveries()} WHERE connection = %s AND state = 'delivered' AND remote_status = %s",
                $connection,
                ShipmentStatus::Unknown->value,
            )),
        );
    }

    /** How long the live delivery that waits longest has waited, in seconds; null where none waits. One that arrived before, and goes out again, waits since it was last touched. */
    public function longestWait(string $connection): ?int
    {
        $seconds = $this->db->value($this->db->sql("SELECT MAX(TIMESTAMPDIFF(SECOND, IF(delivered_revision > 0, updated_at, created_at), UTC_TIMESTAMP()))
            FROM {$this->schema->deliveries()} WHERE connection = %s AND state IN ('pending', 'claimed') AND lane = 0", $connection));

        return null === $seconds ? null : max(0, (int) $seconds);
    }

    /**
     * The last days; in a large store they may be a minute old.
     *
     * @param non-empty-list<int> $bounds Of Statistics::bounds().
     */
    public function statistics(string $connection, array $bounds): Statistics
    {
        $in = fn(string $column): string => $this->db->sql(
            "connection = %s AND $column >= %s AND $column < %s",
            $connection,
            gmdate('Y-m-d H:i:s', $bounds[0]),
            gmdate('Y-m-d H:i:s', (int) end($bounds)),
        );
        $arrived = $in('delivered_at');
        // Whatever became of it later, it arrived then.
        $delivered = $this->perDay($bounds, 'delivered_at', $arrived, 'delivered');
        $failed = $this->perDay($bounds, 'updated_at', "state = 'failed' AND " . $in('updated_at'), 'due');
        $days = [];
        foreach (array_slice($bounds, 0, -1) as $day => $start) {
            $days[] = ['start' => $start, 'delivered' => $delivered[$day + 1] ?? 0, 'failed' => $failed[$day + 1] ?? 0];
        }

        return new Statistics($days, $this->sparingly("median|$arrived", fn(): ?int => $this->medianSeconds($arrived, $bounds[0])));
    }

    /**
     * Why deliveries failed, the most frequent reason first.
     *
     * @param string $failure The key of the only reason that is asked for; '' for all.
     * @return list<array{key: string, reason: Reason|null, http_status: int|null, message: string, orders: int}> The key names the reason, for `failedOrders` and Outbox::retryFailed().
     */
    public function failures(string $connection, int $limit, string $failure = ''): array
    {
        $rows = $this->db->rows(
            'SELECT '
                . self::FAILURE
                . ' AS failure, MIN(reason) AS reason, MIN(http_status) AS http_status, MIN(message) AS message, COUNT(*) AS orders'
                . $this->failed($connection, $failure)
                . $this->db->sql(' GROUP BY failure ORDER BY orders DESC, failure LIMIT %d', $limit),
        );

        return array_map(static fn(array $row): array => [
            'key' => (string) $row['failure'],
            'reason' => Reason::tryFrom((string) $row['reason']),
            'http_status' => null === $row['http_status'] ? null : (int) $row['http_status'],
            'message' => (string) $row['message'],
            'orders' => (int) $row['orders'],
        ], $rows ?? []);
    }

    /**
     * The orders that failed, the latest first.
     *
     * @param string $failure The key of a reason; '' for all.
     * @return list<array{order_id: int, attempts: int, failed_at: int, reason: Reason|null, http_status: int|null, message: string}>
     */
    public function failedOrders(string $connection, string $failure, int $limit, int $offset = 0): array
    {
        $rows = $this->db->rows(
            "SELECT order_id, attempts, TIMESTAMPDIFF(SECOND, '1970-01-01', updated_at) AS failed_at, reason, http_status, message"
                . $this->failed($connection, $failure)
                . $this->db->sql(' ORDER BY updated_at DESC, id DESC LIMIT %d OFFSET %d', $limit, $offset),
        );

        return array_map(static fn(array $row): array => [
            'order_id' => (int) $row['order_id'],
            'attempts' => (int) $row['attempts'],
            'failed_at' => (int) $row['failed_at'],
            'reason' => Reason::tryFrom((string) $row['reason']),
            'http_status' => null === $row['http_status'] ? null : (int) $row['http_status'],
            'message' => (string) $row['message'],
        ], $rows ?? []);
    }

    /** How many deliveries have failed; counted no further than the limit. */
    public function failedUpTo(string $connection, int $limit): int
    {
        return $this->db->upTo($limit, $this->db->sql("{$this->schema->deliveries()} WHERE connection = %s AND state = 'failed'", $connection));
    }

    /** When the newest failure happened, as `time()` counts; null where none stands failed. In a large store it may be a minute old. */
    public function newestFailure(string $connection): ?int
    {
        $failed = $this->failed($connection, '');

        return $this->sparingly("newest failure|$connection", function () use ($failed): ?int {
            $at = $this->db->value("SELECT TIMESTAMPDIFF(SECOND, '1970-01-01', MAX(updated_at))$failed");

            return null === $at ? null : (int) $at;
        });
    }

    /** @param string $failure The key of a reason; '' for all. */
    private function failed(string $connection, string $failure): string
    {
        return (
            $this->db->sql(" FROM {$this->schema->deliveries()} WHERE connection = %s AND state = 'failed'", $connection)
            . ('' === $failure ? '' : $this->db->sql(' AND ' . self::FAILURE . ' = %s', $failure))
        );
    }

    /**
     * Asks at once in most stores, and once a minute in a large one.
     *
     * @template T of array|int|null
     * @param callable(): T $ask
     * @return T
     */
    private function sparingly(string $name, callable $ask): array|int|null
    {
        // The last id is found without a look at any row.
        return (int) $this->db->value("SELECT MAX(id) FROM {$this->schema->deliveries()}") < self::LARGE ? $ask() : $this->remembered->of($name, $ask);
    }

    private function deliveredWithin(string $connection, int $backfill, int $seconds): int
    {
        return (int) $this->db->value($this->db->sql(
            "SELECT COUNT(*) FROM {$this->schema->deliveries()} FORCE INDEX (delivered)
            WHERE connection = %s AND delivered_at > UTC_TIMESTAMP() - INTERVAL %d SECOND AND backfill = %d AND state = 'delivered'",
            $connection,
            $seconds,
            $backfill,
        ));
    }

    /**
     * How many deliveries there are in each day's hours.
     *
     * @param non-empty-list<int> $bounds
     * @param string $index The one that holds them in few pages: what the database would choose changes with what it last counted.
     * @return array<int, int> The day's number, from 1.
     */
    private function perDay(array $bounds, string $column, string $where, string $index): array
    {
        // INTERVAL() says how many of the days have begun; in seconds since 1970, so that no session's timezone has a say.
        $day = "INTERVAL(TIMESTAMPDIFF(SECOND, '1970-01-01', $column), " . implode(', ', $bounds) . ')';

        return $this->sparingly("$column|$where", fn(): array => array_map(
            intval(...),
            array_column(
                $this->db->rows("SELECT $day AS day, COUNT(*) AS n FROM {$this->schema->deliveries()} FORCE INDEX ($index) WHERE $where GROUP BY day") ?? [],
                'n',
                'day',
            ),
        ));
    }

    /**
     * The median of delivered_at − created_at, of live deliveries that arrived in their first revision (a later change arrives long after its order was queued); of the
     * newest ones where there are very many.
     *
     * @param string $where The connection and the window.
     * @param int $since When the window begins.
     */
    private function medianSeconds(string $where, int $since): ?int
    {
        // By when it was due, which was no earlier than it arrived: the index has live deliveries by it, apart from those of backfills.
        $live = "state = 'delivered' AND lane = 0 AND next_attempt_at >= " . $this->db->sql('%s', gmdate('Y-m-d H:i:s', $since));
        $sample =
            "SELECT TIMESTAMPDIFF(SECOND, created_at, delivered_at) AS seconds FROM {$this->schema->deliveries()} FORCE INDEX (due)
            WHERE $where AND $live AND delivered_revision = 1 ORDER BY next_attempt_at DESC LIMIT " . self::SAMPLE;
        $count = (int) $this->db->value("SELECT COUNT(*) FROM ($sample) sample");
        if (0 === $count) {
            return null;
        }
        // The one in the middle, or the mean of the two there.
        [$limit, $offset] = 0 === ($count % 2) ? [2, ($count / 2) - 1] : [1, ($count - 1) / 2];

        return (int) $this->db->value(
            "SELECT ROUND(AVG(seconds)) FROM (SELECT seconds FROM ($sample) sample ORDER BY seconds LIMIT $limit OFFSET $offset) middle",
        );
    }
}
