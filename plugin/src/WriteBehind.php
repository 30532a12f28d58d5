<?php

declare(strict_types=1);

namespace Waybill;

/**
 * Writes to the database while PHP goes on: on a connection of its own, which is opened with the first write, and is wpdb's in all but that. The server works through
 * what belongs together by itself; how it went is asked later.
 */
final class WriteBehind
{
    /** Seconds for which it waits for a lock: PHP waits with it, at the end. */
    private const LOCK_S = 2;

    private ?\mysqli $link = null;

    /** Whether the server has let no second connection in: it is not asked again before `close`. */
    private bool $isRefused = false;

    private bool $isBusy = false;

    public function __construct(
        private readonly \wpdb $db,
    ) {}

    /** Whether something may go past wpdb, and no second connection was refused. It opens none. */
    public function isPossible(): bool
    {
        return !$this->isRefused && null !== Link::of($this->db);
    }

    /** Whether something can be begun: not while something else is, or where there is no second connection to be had. */
    public function isReady(): bool
    {
        return !$this->isBusy && $this->isPossible() && null !== $this->link();
    }

    /** Runs one statement at once. @return bool Whether it could. */
    public function run(string $sql): bool
    {
        try {
            return $this->isReady() && true === $this->link?->query(Link::filtered($sql));
        } catch (\mysqli_sql_exception) {
            return false;
        }
    }

    /**
     * Begins one transaction; `finish` says how it went.
     *
     * @param list<string> $statements With their values in place, as `OutboxDatabase` gives them.
     * @param list<string> $after What follows once it is committed.
     * @return bool Whether it was begun.
     */
    public function begin(array $statements, array $after = []): bool
    {
        $link = $this->isReady() ? $this->link : null;
        if (null === $link) {
            return false;
        }
        // It waits for the first statement's answer alone, and the server goes on with the others.
        $sql = implode('; ', array_map(Link::filtered(...), ['START TRANSACTION', ...$statements, 'COMMIT', ...$after]));
        try {
            $this->isBusy = $link->multi_query($sql);
        } catch (\mysqli_sql_exception) {
            $this->isBusy = false;
        }
        if (!$this->isBusy) {
            $this->close();
        }

        return $this->isBusy;
    }

    /**
     * Waits until what was begun is over.
     *
     * @return list<array<string, string|null>>|null The rows that the last statement gave, if any; null where one failed. Where the connection was lost meanwhile, all may be written all the same.
     */
    public function finish(): ?array
    {
        $link = $this->link;
        if (null === $link || !$this->isBusy) {
            return null;
        }
        $this->isBusy = false;
        $rows = [];
        try {
            do {
                $result = $link->store_result();
                /** @var list<array<string, string|null>> $rows */
                $rows = $result instanceof \mysqli_result ? $result->fetch_all(MYSQLI_ASSOC) : [];
                $isMore = $link->more_results() && $link->next_result();
            } while ($isMore);
            $isDone = 0 === $link->errno;
        } catch (\mysqli_sql_exception) {
            $isDone = false;
        }
        if (!$isDone) {
            // And with it what is left of a transaction.
            $this->close();
        }

        return $isDone ? $rows : null;
    }

    /** Gives the connection back, and what was begun and not finished up. */
    public function close(): void
    {
        $this->link?->close();
        $this->link = null;
        $this->isRefused = false;
        $this->isBusy = false;
    }

    private function link(): ?\mysqli
    {
        if (!$this->isRefused) {
            $this->link ??= self::open($this->db);
            $this->isRefused = null === $this->link;
        }

        return $this->link;
    }

    /** A second connection with the first one's user, character set and SQL mode; null where there is none to be had. */
    private static function open(\wpdb $first): ?\mysqli
    {
        $second = new class($first) extends \wpdb {
            /** wpdb's own connects, and ends PHP where it cannot. */
            public function __construct(\wpdb $first)
            {
                foreach (['dbuser', 'dbpassword', 'dbname', 'dbhost'] as $name) {
                    $this->$name = $first->__get($name);
                }
            }
        };
        // @mago-expect lint:no-error-control-operator With WP_DEBUG, wpdb lets a refusal be a warning.
        $link = @$second->db_connect(false) ? $second->__get('dbh') : null;
        // It hears every query since its first `prepare`, and makes none any more.
        remove_filter('query', [$second, 'remove_placeholder_escape'], 0);

        return $link instanceof \mysqli && $link->query('SET SESSION innodb_lock_wait_timeout = ' . self::LOCK_S) ? $link : null;
    }
}
