<?php

declare(strict_types=1);

namespace Waybill\Tests\Chaos;

/** A child process, with the journal that its program writes. Only such are ever killed. */
final class Child
{
    /** When it was seen to have ended, or was killed; null while it lives. */
    public ?float $endedAt = null;

    /** Whether we killed it. */
    public bool $killed = false;

    public ?int $exitCode = null;

    /** How much of its journal was read. */
    private int $read = 0;

    /** @param resource $process */
    private function __construct(
        private readonly mixed $process,
        public readonly int $pid,
        private readonly string $journal,
        private readonly string $output,
    ) {}

    /** Starts a program of programs/ as the site runs PHP. */
    public static function program(string $directory, string $name, string ...$arguments): self
    {
        return self::command($directory, $name, [
            PHP_BINARY,
            '-d',
            'extension=' . getenv('WAYBILL_EXTENSION'),
            '-d',
            'memory_limit=512M',
            '-d',
            'sendmail_path=/bin/true',
            dirname(__DIR__) . "/programs/$name.php",
            ...$arguments,
        ]);
    }

    /** @param list<string> $command */
    public static function command(string $directory, string $name, array $command): self
    {
        $path = (string) tempnam($directory, "$name-");
        $files = [
            ['file', '/dev/null', 'r'],
            ['file', "$path.out", 'w'],
            ['file', "$path.err", 'w'],
        ];
        $process = proc_open($command, $files, $pipes, null, ['WAYBILL_CHAOS_JOURNAL' => "$path.journal"] + getenv());
        if (false === $process) {
            throw new \RuntimeException("$name could not be started");
        }

        return new self($process, proc_get_status($process)['pid'], "$path.journal", "$path.out");
    }

    /** Whether it is still there. */
    public function lives(): bool
    {
        if (null !== $this->exitCode) {
            return false;
        }
        $status = proc_get_status($this->process);
        if (!$status['running']) {
            $this->exitCode = $status['exitcode'];
            $this->endedAt ??= microtime(true);
            proc_close($this->process);
        }

        return $status['running'];
    }

    public function kill(): void
    {
        if ($this->lives()) {
            $this->endedAt = microtime(true);
            $this->killed = true;
            posix_kill($this->pid, SIGKILL);
        }
    }

    /** Asks it to end. */
    public function end(): void
    {
        if ($this->lives()) {
            posix_kill($this->pid, SIGTERM);
        }
    }

    /** Waits for its end, and gives what it printed. */
    public function finish(float $seconds): string
    {
        $until = microtime(true) + $seconds;
        while ($this->lives()) {
            if (microtime(true) > $until) {
                $this->kill();
                throw new \RuntimeException("$this->output did not end within $seconds s");
            }
            usleep(10_000);
        }
        $output = (string) file_get_contents($this->output);
        if (0 !== $this->exitCode) {
            throw new \RuntimeException("$this->output ended with $this->exitCode: " . strip_tags($output));
        }

        return $output;
    }

    /**
     * What it has noted since the last look.
     *
     * @return list<array<string, mixed>>
     */
    public function news(): array
    {
        if (!is_file($this->journal)) {
            return [];
        }
        $text = (string) file_get_contents($this->journal, offset: $this->read);
        // A line that is being written now is read the next time.
        $whole = (int) strrpos("\n$text", "\n");
        $this->read += $whole;

        return array_map(
            static fn(string $line): array => json_decode($line, true, 512, JSON_THROW_ON_ERROR),
            0 === $whole ? [] : explode("\n", rtrim(substr($text, 0, $whole), "\n")),
        );
    }
}
