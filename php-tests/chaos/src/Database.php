<?php

declare(strict_types=1);

namespace Waybill\Tests\Chaos;

/** The site's MariaDB: asked, changed, killed, stopped and started again. */
final class Database
{
    public int $killed = 0;
    public int $stopped = 0;

    /** That was struck last. */
    private int $pid = 0;

    private ?Child $start = null;

    public function __construct(
        private readonly string $directory,
    ) {}

    /** Ends it: SIGKILL, or SIGTERM for a clean stop. */
    public function strike(int $signal): void
    {
        $this->pid = (int) file_get_contents($this->pidFile());
        posix_kill($this->pid, $signal);
        SIGKILL === $signal ? ++$this->killed : ++$this->stopped;
    }

    /** Whether it has ended; a clean stop takes a while. */
    public function isGone(): bool
    {
        return !posix_kill($this->pid, 0);
    }

    /** Has it start again, without waiting for it. */
    public function start(): void
    {
        $this->start = Child::command($this->directory, 'mariadb', ['bash', '-c', (string) getenv('WAYBILL_CHAOS_START_DATABASE')]);
    }

    public function awaitStart(): void
    {
        $this->start?->finish(60);
        $this->start = null;
    }

    /** Whether it is on its way back. */
    public function isStarting(): bool
    {
        return true === $this->start?->lives();
    }

    /** Whether the change was made: it is not while the server is away. */
    public function change(string $sql): ?int
    {
        try {
            return (int) $this->open()->exec($sql);
        } catch (\PDOException) {
            return null;
        }
    }

    /** @return list<array<string, mixed>> */
    public function rows(string $sql): array
    {
        return $this
            ->open()
            ->query($sql)
            ->fetchAll(\PDO::FETCH_ASSOC);
    }

    /** Of each use: the last one's server may have gone. */
    private function open(): \PDO
    {
        return new \PDO('mysql:unix_socket=' . getenv('WAYBILL_DB_SOCKET') . ';dbname=wordpress', 'root', '', [\PDO::ATTR_TIMEOUT => 5]);
    }

    private function pidFile(): string
    {
        return dirname((string) getenv('WAYBILL_DB_SOCKET')) . '/mariadb.pid';
    }
}
