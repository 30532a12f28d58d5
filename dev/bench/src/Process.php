<?php

declare(strict_types=1);

namespace Waybill\Bench;

/** A process that prints its result; what it says beside that is passed on. */
final class Process
{
    /** @var resource */
    private $process;

    /** @var resource */
    private $out;

    /** How it ended, where somebody asked before its output was read. */
    private ?int $ended = null;

    /** @param list<string> $command */
    public function __construct(
        private readonly array $command,
    ) {
        $pipes = [];
        $process = proc_open($command, [['file', '/dev/null', 'r'], ['pipe', 'w'], STDERR], $pipes);
        if (false === $process) {
            throw new \RuntimeException("{$command[0]} cannot be started");
        }
        [$this->process, $this->out] = [$process, $pipes[1]];
    }

    /**
     * Waits for its end, and reads the JSON that it printed.
     *
     * @return array<string, mixed>
     */
    public function result(): array
    {
        return json_decode($this->output(), true, 512, JSON_THROW_ON_ERROR);
    }

    /** Waits for its end. */
    public function output(): string
    {
        $out = (string) stream_get_contents($this->out);
        $status = $this->lives() ? proc_close($this->process) : $this->ended;
        if (0 !== $status) {
            throw new \RuntimeException(implode(' ', $this->command) . " ended with $status: $out");
        }

        return $out;
    }

    public function lives(): bool
    {
        $status = proc_get_status($this->process);
        if (!$status['running']) {
            // It is told once.
            $this->ended ??= $status['exitcode'];
        }

        return $status['running'];
    }
}
