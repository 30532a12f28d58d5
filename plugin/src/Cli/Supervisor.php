<?php

declare(strict_types=1);

namespace Waybill\Cli;

/** Who has started this worker beside others (`WorkerPool`), and counts what it does. */
final class Supervisor
{
    /** In a worker's environment: the descriptor of the pipe to its supervisor. */
    public const DESCRIPTOR = 'WAYBILL_SUPERVISOR';

    /** Seconds after which a worker that had nothing to tell finds out whether anybody listens. */
    private const SILENCE_S = 1.0;

    /** When it was told something last, as `microtime(true)` counts. */
    private float $toldAt = 0.0;

    private bool $isThere = true;

    /** @param resource $pipe */
    private function __construct(
        private readonly mixed $pipe,
    ) {}

    /** Null where somebody has started this process by itself. */
    public static function find(): ?self
    {
        $descriptor = getenv(self::DESCRIPTOR);
        // @mago-expect lint:no-error-control-operator One that is not there is nobody's.
        $pipe = false === $descriptor ? false : @fopen("php://fd/$descriptor", 'w');

        return false === $pipe ? null : new self($pipe);
    }

    /** One that was killed could tell nobody. */
    public function isThere(): bool
    {
        if ((microtime(true) - $this->toldAt) > self::SILENCE_S) {
            $this->tell([]);
        }

        return $this->isThere;
    }

    /**
     * Tells it what became of a batch, in a line of JSON.
     *
     * @param array<string, int> $became
     */
    public function tell(array $became): void
    {
        $this->toldAt = microtime(true);
        // @mago-expect lint:no-error-control-operator What is read by nobody is a notice and false, which is what is asked.
        $this->isThere = false !== @fwrite($this->pipe, json_encode($became, JSON_THROW_ON_ERROR) . "\n");
    }
}
