<?php

declare(strict_types=1);

namespace Waybill\Cli;

/**
 * Workers beside each other: processes that run this very command, each with one worker. They share nothing but the outbox, of which an order is leased to one of them at a time.
 *
 * They are started anew and not forked, so that none inherits a connection to the database or to an object cache.
 */
final class WorkerPool
{
    /** Of the pipe, in a worker; the three before it are the standard ones. */
    private const DESCRIPTOR = 3;

    /** Between two questions whether to go on, where no worker tells anything. */
    private const PAUSE_US = 200_000;

    /** SIGINT and SIGTERM, by which a process is told to end (signal(7)); PHP names them only with pcntl. */
    private const INTERRUPTED = 2;
    private const TERMINATED = 15;

    /** @var list<resource> */
    private array $workers = [];

    /** @var array<int, resource> By worker: what it tells, until it has ended. */
    private array $pipes = [];

    /**
     * @param list<string> $options For each of them.
     * @throws \RuntimeException Where a process cannot be started, with its command line; those that were started before it are ended.
     */
    public function __construct(int $workers, array $options)
    {
        // Of two that say otherwise, WP-CLI takes the last.
        $command = [...self::thisCommand(), ...$options, '--workers=1', '--quiet'];
        $descriptors = [['file', '/dev/null', 'r'], STDOUT, STDERR, self::DESCRIPTOR => ['pipe', 'w']];
        $environment = [Supervisor::DESCRIPTOR => (string) self::DESCRIPTOR] + getenv();
        for ($n = 0; $n < $workers; ++$n) {
            /** @var array<int, resource> $pipes */
            $pipes = [];
            // @mago-expect analysis:possibly-invalid-argument It knows of the standard descriptors alone.
            $worker = proc_open($command, $descriptors, $pipes, null, $environment);
            if (false === $worker) {
                $this->end();
                throw new \RuntimeException(implode(' ', $command));
            }
            $this->workers[] = $worker;
            // @mago-expect analysis:undefined-int-array-index,invalid-property-assignment-value As above.
            $this->pipes[] = $pipes[self::DESCRIPTOR];
        }
    }

    /**
     * Until all have ended.
     *
     * @param callable(array<string, int>): void $saw Hears what became of each batch.
     * @param callable(): bool $goesOn Asked several times a second; once it says no, they end after what is on its way.
     * @return int How many did not end as they should.
     */
    public function run(callable $saw, callable $goesOn): int
    {
        $goes = true;
        while ([] !== $this->pipes) {
            $goes = $goes && $goesOn();
            if (!$goes) {
                // Again and again: one that was just being started may not have heard it.
                $this->end();
            }
            foreach ($this->ready() as $n => $pipe) {
                // A line is written at once, and shorter than a pipe takes at once.
                $line = fgets($pipe);
                if (false === $line) {
                    fclose($pipe);
                    unset($this->pipes[$n]);
                    continue;
                }
                /** @var array<string, int> $became */
                $became = json_decode($line, true, 2, JSON_THROW_ON_ERROR);
                $saw($became);
            }
        }

        $statuses = array_map(proc_close(...), $this->workers);
        // One that did not listen yet when it was told to end is ended by the signal itself.
        $fine = $goes && $goesOn() ? [0] : [0, self::INTERRUPTED, self::TERMINATED];

        return count(array_diff($statuses, $fine));
    }

    /** @return array<int, resource> What can be read without waiting, by worker. */
    private function ready(): array
    {
        $ready = $this->pipes;
        $none = null;

        // @mago-expect lint:no-error-control-operator A signal ends the wait, with a warning.
        return @stream_select($ready, $none, $none, 0, self::PAUSE_US) ? $ready : [];
    }

    private function end(): void
    {
        foreach ($this->workers as $worker) {
            proc_terminate($worker, self::TERMINATED);
        }
    }

    /**
     * How this process was started: with PHP's own options where the kernel tells them, such as a `-d extension=…`.
     *
     * @return list<string>
     * @throws \RuntimeException Where it is another command, which runs this one within its own process (`WP_CLI::runcommand`): it would be run once more.
     */
    private static function thisCommand(): array
    {
        $line = is_readable('/proc/self/cmdline') ? (string) file_get_contents('/proc/self/cmdline') : '';
        $arguments = '' === $line ? ['php', ...$GLOBALS['argv']] : explode("\0", substr($line, 0, -1));
        $words = array_values(array_filter($arguments, static fn(string $argument): bool => !str_starts_with($argument, '-')));
        $command = array_search('waybill', $words, true);
        if (false === $command || 'drain' !== ($words[$command + 1] ?? '') || false !== getenv(Supervisor::DESCRIPTOR)) {
            throw new \RuntimeException(implode(' ', $arguments));
        }
        // What was typed in answer to a prompt is not on the command line.
        $arguments = array_filter($arguments, static fn(string $argument): bool => !str_starts_with($argument, '--prompt'));

        return [PHP_BINARY, ...array_slice($arguments, 1)];
    }
}
