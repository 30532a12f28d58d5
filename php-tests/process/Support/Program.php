<?php

declare(strict_types=1);

namespace Waybill\Tests\Process\Support;

/** A program of this project in a PHP process of its own: those of programs/ and dev/php. */
final class Program
{
    /** Longer than any of them needs, shorter than a suite that hangs. */
    private const SECONDS = 120;

    /** @param resource $process */
    private function __construct(
        private readonly mixed $process,
        private readonly string $name,
        /** Where its output and its errors go: files, so that no full pipe holds it up. */
        private readonly string $output,
        private readonly string $errors,
    ) {}

    /** Starts it, without waiting for it. */
    public static function start(string $file, string|int ...$arguments): self
    {
        return self::startWith(['-d', 'extension=' . getenv('WAYBILL_EXTENSION')], $file, $arguments);
    }

    /** Runs it to its end, which must be a good one, and gives what it printed. */
    public static function run(string $file, string|int ...$arguments): string
    {
        return self::start($file, ...$arguments)->finish();
    }

    /** As `run`, in a PHP without the extension. */
    public static function runWithoutExtension(string $file, string|int ...$arguments): string
    {
        return self::startWith([], $file, $arguments)->finish();
    }

    public function signal(int $signal): void
    {
        proc_terminate($this->process, $signal);
    }

    /** What it has printed so far. */
    public function output(): string
    {
        return (string) file_get_contents($this->output);
    }

    /** Waits for its end and gives what it printed. */
    public function finish(): string
    {
        $until = microtime(true) + self::SECONDS;
        while (($status = proc_get_status($this->process))['running']) {
            if (microtime(true) > $until) {
                proc_terminate($this->process, SIGKILL);
                throw new \RuntimeException("$this->name did not end within " . self::SECONDS . ' s');
            }
            usleep(10_000);
        }
        proc_close($this->process);
        $output = $this->output();
        $errors = (string) file_get_contents($this->errors);
        unlink($this->output);
        unlink($this->errors);
        if ($status['signaled'] || 0 !== $status['exitcode'] || '' !== $errors) {
            $how = $status['signaled'] ? "signal {$status['termsig']}" : "exit code {$status['exitcode']}";
            throw new \RuntimeException("$this->name ended with $how: $errors$output");
        }

        return $output;
    }

    /**
     * @param list<string> $options
     * @param list<string|int> $arguments
     */
    private static function startWith(array $options, string $file, array $arguments): self
    {
        $output = (string) tempnam(sys_get_temp_dir(), 'waybill');
        $errors = (string) tempnam(sys_get_temp_dir(), 'waybill');
        $command = [PHP_BINARY, ...$options, '-d', 'display_errors=stderr', '-d', 'sendmail_path=/bin/true', $file, ...array_map(strval(...), $arguments)];
        $process = proc_open(
            $command,
            [
                ['file', '/dev/null', 'r'],
                ['file', $output,     'w'],
                ['file', $errors,     'w'],
            ],
            $pipes,
        );
        if (false === $process) {
            throw new \RuntimeException("$file could not be started");
        }

        return new self($process, basename($file), $output, $errors);
    }
}
