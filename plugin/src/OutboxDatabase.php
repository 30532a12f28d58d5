<?php

declare(strict_types=1);

namespace Waybill;

/** The outbox's way to the database: what meets a deadlock is tried again, what is refused is said in the log. */
final class OutboxDatabase
{
    /** A deadlock's loser tries again at once, and with a little luck; five in a row mean more than bad luck. */
    private const TRIES = 5;

    /** ER_LOCK_WAIT_TIMEOUT and ER_LOCK_DEADLOCK; and how both end, in the language that servers speak unless told otherwise, where wpdb is not to be asked for its connection. */
    private const AGAIN = [1205, 1213];
    private const AGAIN_TEXT = 'try restarting transaction';

    /** Of such texts nothing needs to be escaped, whatever the character set; and wpdb's escaping takes four times as long as to look. */
    private const PLAIN = '/^[a-zA-Z0-9_-]*$/D';

    /** What refused the last write, and its number where that is known; a ROLLBACK after it clears wpdb's own. */
    private string $error = '';
    private ?int $errno = null;

    public function __construct(
        private readonly \wpdb $db,
        private readonly Log $log,
    ) {}

    /** The query with its values in place; the placeholders are wpdb's. */
    public function sql(string $query, int|string ...$values): string
    {
        return (string) $this->db->prepare($query, ...$values);
    }

    /** A text, or NULL, as SQL: where `sql` would be asked a thousand times over, or a shopper waits. */
    public function text(?string $text): string
    {
        return match (true) {
            null === $text => 'NULL',
            1 === preg_match(self::PLAIN, $text) => "'$text'",
            default => "'" . $this->db->_real_escape($text) . "'",
        };
    }

    /**
     * Rows of values as a query, to be joined with: a table value constructor (MariaDB 10.3, MySQL 8.0.19), which costs a sixth of a UNION; before, a UNION.
     *
     * @param list<string> $columns
     * @param list<string> $rows Each its values as SQL, with commas in between.
     */
    public function values(array $columns, array $rows): string
    {
        [$name, $version] = $this->server();
        $given = match (true) {
            'MariaDB' === $name => 'VALUES (' . implode('), (', $rows) . ')',
            version_compare($version, '8.0.19', '>=') => 'VALUES ROW(' . implode('), ROW(', $rows) . ')',
            default => 'SELECT ' . implode(' UNION ALL SELECT ', $rows),
        };

        return 'WITH given (' . implode(', ', $columns) . ") AS ($given) SELECT * FROM given";
    }

    /**
     * Runs a write.
     *
     * @return int|null The rows that it changed; null where the database refused.
     */
    public function run(string $sql): ?int
    {
        return $this->tryAgain(fn(): ?int => $this->write($sql));
    }

    /**
     * Runs what belongs together in one transaction, which the callback's null rolls back.
     *
     * @template T
     * @param callable(): (T|null) $do
     * @return T|null Null where the database refused, or the connection was lost meanwhile: then all may be written, or nothing.
     */
    public function together(callable $do): mixed
    {
        return $this->tryAgain(function () use ($do): mixed {
            if (null === $this->write('START TRANSACTION')) {
                return null;
            }
            $connection = Link::thread($this->db);
            $done = $do();
            $ended = $this->write(null === $done ? 'ROLLBACK' : 'COMMIT');
            if (null !== $ended && Link::thread($this->db) !== $connection) {
                // wpdb has opened another one, on which there was nothing to commit.
                [$this->error, $this->errno] = ['The connection was lost in the middle of a transaction', null];
                return null;
            }

            return null === $ended ? null : $done;
        });
    }

    /** A write inside `together`, which alone can try again. */
    public function write(string $sql): ?int
    {
        $quiet = $this->db->suppress_errors();
        $done = $this->db->query($sql);
        $this->db->suppress_errors($quiet);
        if (false === $done) {
            $this->refused();
        }

        return false === $done ? null : $this->db->rows_affected;
    }

    /** @return list<array<string, string|null>>|null The rows; null where the database refused. */
    public function rows(string $sql): ?array
    {
        $quiet = $this->db->suppress_errors();
        $rows = $this->db->get_results($sql, ARRAY_A);
        $this->db->suppress_errors($quiet);

        if ('' !== $this->db->last_error || !is_array($rows)) {
            $this->refused();
            return null;
        }

        return $rows;
    }

    /** The first column of the first row; null where there is none. */
    public function value(string $sql): ?string
    {
        return $this->db->get_var($sql);
    }

    /**
     * How many rows there are, counted no further than the limit.
     *
     * @param string $from What follows FROM.
     */
    public function upTo(int $limit, string $from): int
    {
        return (int) $this->value("SELECT COUNT(*) FROM (SELECT 1 FROM $from LIMIT $limit) found");
    }

    /** Whether the server can pass over rows that others have locked (MariaDB 10.6, MySQL 8.0). */
    public function skipsLocked(): bool
    {
        [$name, $version] = $this->server();

        return version_compare($version, 'MariaDB' === $name ? '10.6' : '8.0.1', '>=');
    }

    /** @return array{'MariaDB'|'MySQL', string, string} The server, its version, and the oldest that Waybill is made for. */
    public function server(): array
    {
        $server = $this->db->db_server_info();
        // MariaDB says "5.5.5-10.11.6-MariaDB", for the sake of old clients.
        $match = [];
        $isMariaDb = 1 === preg_match('/(\d+\.\d+\.\d+)-MariaDB/', $server, $match);

        return $isMariaDb ? ['MariaDB', $match[1], '10.4'] : ['MySQL', $server, '8.0'];
    }

    /** The server's clock, as `time()` counts. */
    public function clock(): int
    {
        return (int) $this->value('SELECT UNIX_TIMESTAMP()');
    }

    /**
     * @template T
     * @param callable(): (T|null) $do
     * @return T|null
     */
    private function tryAgain(callable $do): mixed
    {
        $done = $this->tryOnce($do);
        for ($try = 1; null === $done && $try < self::TRIES && $this->wouldPass(); ++$try) {
            usleep(max(0, random_int(1_000, 20_000) * $try));
            $done = $this->tryOnce($do);
        }
        if (null === $done) {
            $this->log->error('The database refused a write to the outbox: {error}', ['error' => $this->error]);
        }

        return $done;
    }

    /**
     * @template T
     * @param callable(): (T|null) $do
     * @return T|null
     */
    private function tryOnce(callable $do): mixed
    {
        [$this->error, $this->errno] = ['', null];

        return $do();
    }

    /** Notes why the last query was refused. */
    private function refused(): void
    {
        [$this->error, $this->errno] = [$this->db->last_error, Link::of($this->db)?->errno];
    }

    /** Whether what was refused last would pass at another time. */
    private function wouldPass(): bool
    {
        return in_array($this->errno, self::AGAIN, true) || str_ends_with($this->error, self::AGAIN_TEXT);
    }
}
