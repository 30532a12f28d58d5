<?php

declare(strict_types=1);

namespace Waybill;

/**
 * Writes to the database while PHP goes on: on a connection of its own, which is opened with the first write, and is wpdb's in all but that. The server works through
 * what belongs together by itself; how it went is asked later.
 */
final class WriteBehind
{
    private ?\mysqli $link = null;

    /** Whether the server has let no second connection in: it is not asked again before `close`. */
    private bool $isRefused = false;

    private bool $isBusy = false;

    public function __construct(
        private readonly \wpdb $db,
    ) {}

    /** Whether something can be begun: not while something else is, where there is no second connection to be had, or where nothing must go past wpdb. */
    public function isReady(): bool
    {
        return !$this->isBusy && null !== Link::of($this->db) && null !== $this->link();
    }

    /**
     * Begins one transaction; `finish` says how it went.
     *
     * @param list<string> $statements With their values in place, as `OutboxDatabase` gives them.
     * @return bool Whether it was begun.
     */
    public function begin(array $statements): bool
    {
        $link = $this->isReady() ? $this->link : null;
        if (null === $link) {
            return false;
        }
        // It waits for the first statement's answer alone, and the server goes on with the others.
        $sql = implode('; ', array_map(Link::filtered(...), ['START TRANSACTION', ...$statements, 'COMMIT']));
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

    /** Waits until what was begun is over: whether it is written. Where the connection was lost meanwhile, it may be all the same; else it is as before. */
    public function finish(): bool
    {
        $link = $this->link;
        if (null === $link || !$this->isBusy) {
            return false;
        }
        $this->isBusy = false;
        try {
            do {
                $isMore = $link->more_results() && $link->next_result();
            } while ($isMore);
            $isWritten = 0 === $link->errno;
        } catch (\mysqli_sql_exception) {
            $isWritten = false;
        }
        if (!$isWritten) {
            // And with it what is left of the transaction.
            $this->close();
        }

        return $isWritten;
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

        return $link instanceof \mysqli ? $link : null;
    }
}
