<?php

declare(strict_types=1);

namespace Waybill\Tests\Cli\Support;

/** `wp waybill …`, in a process of its own, by WP-CLI or its double. */
final class Wp
{
    /** Longer than any command needs, shorter than a suite that hangs. */
    private const SECONDS = 90;

    /** @param resource $process */
    private function __construct(
        private readonly mixed $process,
        /** Files, so that no full pipe holds it up. */
        private readonly string $output,
        private readonly string $errors,
    ) {}

    /** Whether this is WP-CLI itself. */
    public static function isReal(): bool
    {
        return !str_contains((string) getenv('WAYBILL_WP'), 'wp-cli-double');
    }

    /** What the suite runs on. */
    public static function describe(): string
    {
        return self::isReal()
            ? trim((string) shell_exec(PHP_BINARY . ' ' . escapeshellarg((string) getenv('WAYBILL_WP')) . ' --version --allow-root'))
            : 'a DOUBLE of WP-CLI';
    }

    /** Runs a command to its end. */
    public static function run(string ...$arguments): Run
    {
        return self::start(...$arguments)->finish();
    }

    /** Starts a command, without waiting for it. */
    public static function start(string ...$arguments): self
    {
        return self::startCommand('waybill', ...$arguments);
    }

    /**
     * Runs a command in a PHP that is set up otherwise.
     *
     * @param list<string> $php Options of PHP.
     */
    public static function runIn(array $php, string ...$arguments): Run
    {
        return self::startWith($php, ['waybill', ...$arguments])->finish();
    }

    /** Runs a command that is none of Waybill's. */
    public static function runOther(string ...$arguments): Run
    {
        return self::startCommand(...$arguments)->finish();
    }

    public function signal(int $signal): void
    {
        proc_terminate($this->process, $signal);
    }

    /** @return list<int> The processes that it has started and that still run. */
    public function children(): array
    {
        $parent = proc_get_status($this->process)['pid'];
        $pids = array_map(intval(...), array_filter(scandir('/proc') ?: [], ctype_digit(...)));

        return array_values(array_filter($pids, static fn(int $pid): bool => $parent === self::parent($pid)));
    }

    /** Whether a process still runs; one that only nobody has buried does not. */
    public static function lives(int $pid): bool
    {
        return null !== self::parent($pid);
    }

    /** Who has started a process; null where it does not run. */
    private static function parent(int $pid): ?int
    {
        // proc_pid_stat(5): its number, its name in brackets, its state, its parent.
        // @mago-expect lint:no-error-control-operator A process that has just ended is none any more.
        $isThere = 1 === preg_match('/^\d+ \(.*\) ([A-Z]) (\d+) /s', (string) @file_get_contents("/proc/$pid/stat"), $stat);

        return $isThere && 'Z' !== $stat[1] ? (int) $stat[2] : null;
    }

    public function isRunning(): bool
    {
        return proc_get_status($this->process)['running'];
    }

    public function finish(): Run
    {
        $until = microtime(true) + self::SECONDS;
        while (($status = proc_get_status($this->process))['running']) {
            if (microtime(true) > $until) {
                proc_terminate($this->process, SIGKILL);
                throw new \RuntimeException('The command did not end within ' . self::SECONDS . " s: {$this->read($this->output)}{$this->read($this->errors)}");
            }
            usleep(10_000);
        }
        proc_close($this->process);
        $run = new Run($status['signaled'] ? 128 + $status['termsig'] : $status['exitcode'], $this->read($this->output), $this->read($this->errors));
        unlink($this->output);
        unlink($this->errors);

        return $run;
    }

    private function read(string $file): string
    {
        return (string) file_get_contents($file);
    }

    private static function startCommand(string ...$arguments): self
    {
        return self::startWith(['-d', 'extension=' . getenv('WAYBILL_EXTENSION')], $arguments);
    }

    /**
     * @param list<string> $php
     * @param list<string> $arguments
     */
    private static function startWith(array $php, array $arguments): self
    {
        $output = (string) tempnam(sys_get_temp_dir(), 'waybill');
        $errors = (string) tempnam(sys_get_temp_dir(), 'waybill');
        $site = ['--path=' . getenv('WAYBILL_SITE_PATH'), '--url=' . getenv('WAYBILL_SITE_URL'), '--allow-root', '--no-color'];
        $process = proc_open(
            [PHP_BINARY, '-d', 'sendmail_path=/bin/true', ...$php, (string) getenv('WAYBILL_WP'), ...$site, ...$arguments],
            [
                ['file', '/dev/null', 'r'],
                ['file', $output,     'w'],
                ['file', $errors,     'w'],
            ],
            $pipes,
        );
        if (false === $process) {
            throw new \RuntimeException('PHP could not be started');
        }

        return new self($process, $output, $errors);
    }
}
