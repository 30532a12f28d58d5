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
        return self::startWith(['-d', 'extension=' . getenv('WAYBILL_EXTENSION')], ['waybill', ...$arguments]);
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

    /** Runs `wp help …`. */
    public static function help(string ...$words): Run
    {
        return self::startWith(['-d', 'extension=' . getenv('WAYBILL_EXTENSION')], ['help', ...$words])->finish();
    }

    public function signal(int $signal): void
    {
        proc_terminate($this->process, $signal);
    }

    /** @return list<int> The processes that it has started and that still run. */
    public function children(): array
    {
        $parent = proc_get_status($this->process)['pid'];
        $children = [];
        foreach (glob('/proc/[0-9]*/stat') ?: [] as $file) {
            // proc_pid_stat(5): its number, its name in brackets, its state, its parent.
            // @mago-expect lint:no-error-control-operator A process that has just ended is no child any more.
            $text = (string) @file_get_contents($file);
            if (preg_match('/^(\d+) \(.*\) ([A-Z]) (\d+) /s', $text, $stat) && (int) $stat[3] === $parent && 'Z' !== $stat[2]) {
                $children[] = (int) $stat[1];
            }
        }

        return $children;
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
