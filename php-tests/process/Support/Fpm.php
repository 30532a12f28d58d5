<?php

declare(strict_types=1);

namespace Waybill\Tests\Process\Support;

use Waybill\Tests\Support\Wait;

/** The site's PHP-FPM: started, reloaded, watched. */
final class Fpm
{
    private readonly string $site;
    private readonly string $pidFile;
    private readonly string $log;

    public function __construct()
    {
        $directory = dirname((string) getenv('WAYBILL_SITE_PATH'));
        $this->site = basename($directory);
        $this->pidFile = "$directory/run/fpm.pid";
        $this->log = getenv('WAYBILL_SITE_LOG') . '/fpm.log';
    }

    /** Ends it, and starts it anew with these options of dev/site.sh: fresh workers, without connections. */
    public function restart(string ...$options): void
    {
        $master = $this->master();
        posix_kill($master, SIGTERM);
        Wait::until(static fn(): bool => !posix_kill($master, 0), 30, 'PHP-FPM to end');
        $script = dirname(__DIR__, 3) . '/dev/site.sh';
        $command = implode(' ', array_map(escapeshellarg(...), [$script, 'up', $this->site, ...$options]));
        exec("$command 2>&1", $output, $status);
        if (0 !== $status) {
            throw new \RuntimeException("$command: " . implode("\n", $output));
        }
    }

    /** Has it reload; `isRenewed` says when it has. */
    public function reload(): void
    {
        posix_kill($this->master(), SIGUSR2);
    }

    /**
     * Whether these workers have gone and others have come.
     *
     * @param list<int> $old
     */
    public function isRenewed(array $old): bool
    {
        $now = $this->workers();

        return count($now) === count($old) && [] === array_intersect($old, $now);
    }

    /** @return list<int> The workers' process ids. */
    public function workers(): array
    {
        $master = $this->master();
        $children = trim((string) file_get_contents("/proc/$master/task/$master/children"));

        return '' === $children ? [] : array_map(intval(...), explode(' ', $children));
    }

    /** How much there is in its log; `crashes` reads on from there. */
    public function logSize(): int
    {
        clearstatcache();

        return (int) filesize($this->log);
    }

    /** @return list<string> The log's lines, from there on, about workers that ended by a signal or in a failure. */
    public function crashes(int $from): array
    {
        $lines = explode("\n", (string) file_get_contents($this->log, offset: $from));

        return array_values(preg_grep('/exited on signal|exited with code [1-9]|SIGSEGV|SIGABRT|panicked/', $lines) ?: []);
    }

    private function master(): int
    {
        return (int) file_get_contents($this->pidFile);
    }
}
